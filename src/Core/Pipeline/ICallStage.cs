namespace LlmFunctions.Pipeline;

/// <summary>A stage of the pipeline: does its part before, after or around the stages that follow.</summary>
public interface ICallStage
{
    Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken);
}
