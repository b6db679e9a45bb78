namespace LlmFunctions.Pipeline;

/// <summary>A stage of the pipeline: does its part before, after or around the stages that follow.</summary>
public interface IChatStage
{
    Task<ChatAnswer> RunAsync(ChatCall call, ChatNext next, CancellationToken cancellationToken);
}
