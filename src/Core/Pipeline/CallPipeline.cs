using System.Diagnostics;

namespace LlmFunctions.Pipeline;

/// <summary>Runs a call through the stages, the first of the list being the outermost.</summary>
public sealed class CallPipeline
{
    private readonly CallNext _first;

    public CallPipeline(IEnumerable<ICallStage> stages)
    {
        CallNext next = static (_, _) => throw new UnreachableException("The last stage must answer the call.");
        foreach (ICallStage stage in stages.Reverse())
        {
            CallNext following = next;
            next = (call, cancellationToken) => stage.RunAsync(call, following, cancellationToken);
        }

        _first = next;
    }

    public Task<CallAnswer> RunAsync(GatewayCall call, CancellationToken cancellationToken) => _first(call, cancellationToken);
}
