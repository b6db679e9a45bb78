using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Routing;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Finds out who may serve the call, and in which order.</summary>
internal sealed class RouteStage(Router router, AppPolicies policies, ILogger<RouteStage> logger) : ICallStage
{
    // An app that goes on using an old model is told with every answer; the log has it once.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, ModelNotice>> _told = new(StringComparer.Ordinal);

    public Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        call.Policy = policies.Of(call.Caller.App);
        RoutingDecision decision = router.Route(call.Asked, call.MakeDemand(), call.Policy, call.Wishes.Of(call.Caller));
        call.Candidates = decision.Candidates;
        call.Strategy = decision.Strategy;
        call.Experiment = decision.Experiment;
        if (decision.Candidates[0].Notice is { } notice)
        {
            Tell(call, notice);
        }

        return next(call, cancellationToken);
    }

    private void Tell(GatewayCall call, ModelNotice notice)
    {
        if (_told.GetOrAdd(call.Caller.App, static _ => new ConcurrentDictionary<string, ModelNotice>(StringComparer.Ordinal)).TryAdd(notice.Text, notice))
        {
            Log.ModelAtItsEnd(logger, call.Caller.App, notice.Text);
        }
    }
}
