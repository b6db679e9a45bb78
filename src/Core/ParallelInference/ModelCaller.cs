using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;

namespace LlmFunctions.ParallelInference;

/// <summary>Calls one model through the pipeline while the request lasts.</summary>
public sealed class ModelCaller(CallPipeline pipeline, TimeProvider timeProvider)
{
    /// <param name="call">The request that this is a part of.</param>
    /// <param name="model">The model, as the result names it.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="enough">Cancelled when the answer is not needed any more.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away; only then this throws.</param>
    public async Task<ParallelResult> CallAsync(ParallelCall call, string model, ClientRequest request, CancellationToken enough, CancellationToken cancellationToken)
    {
        using CancellationTokenSource unwanted = CancellationTokenSource.CreateLinkedTokenSource(enough, cancellationToken);
        using ModelCall one = new(call, model, request, timeProvider, unwanted.Token);
        try
        {
            return one.Answered((WholeAnswer)await pipeline.RunAsync(one.Chat, one.Token));
        }
        catch (Exception exception) when (exception is GatewayException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return one.Failed((exception as GatewayException)?.Error);
        }
    }
}
