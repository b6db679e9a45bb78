using LlmFunctions.Routing;

namespace LlmFunctions.Pipeline;

/// <summary>Finds out what may serve the call.</summary>
internal sealed class RouteStage(ModelResolver resolver) : ICallStage
{
    public Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        call.Candidates = resolver.Resolve(call.Asked);
        return next(call, cancellationToken);
    }
}
