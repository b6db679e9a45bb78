using System.Diagnostics;

namespace LlmFunctions.Pipeline;

/// <summary>Runs a call through the stages, the first of the list being the outermost.</summary>
public sealed class ChatPipeline
{
    private readonly ChatNext _first;

    public ChatPipeline(IEnumerable<IChatStage> stages)
    {
        ChatNext next = static (_, _) => throw new UnreachableException("The last stage must answer the call.");
        foreach (IChatStage stage in stages.Reverse())
        {
            ChatNext following = next;
            next = (call, cancellationToken) => stage.RunAsync(call, following, cancellationToken);
        }

        _first = next;
    }

    public Task<ChatAnswer> RunAsync(ChatCall call, CancellationToken cancellationToken) => _first(call, cancellationToken);
}
