using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Live;

/// <summary>Has the function made of the configuration that is current when the invocation begins; the whole invocation has this one.</summary>
internal sealed class ConfigurationMiddleware(LiveConfiguration live, ILogger<ConfigurationMiddleware> logger) : IFunctionsWorkerMiddleware
{
    private const string Activity = "activityTrigger";
    private const string Orchestration = "orchestrationTrigger";
    private const string Timer = "timerTrigger";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // An orchestrator is replayed, and must wait for nothing but what its history has.
        ValueTask<LiveSnapshot> snapshot = Has(context, Orchestration) ? ValueTask.FromResult(live.Current) : live.GetAsync(context.CancellationToken);
        return snapshot.IsCompletedSuccessfully ? RunAsync(snapshot.Result, context, next) : WaitAsync(snapshot, context, next);
    }

    private static bool Has(FunctionContext context, string trigger)
    {
        foreach ((_, BindingMetadata binding) in context.FunctionDefinition.InputBindings)
        {
            if (binding.Type == trigger)
            {
                return true;
            }
        }

        return false;
    }

    private async Task WaitAsync(ValueTask<LiveSnapshot> snapshot, FunctionContext context, FunctionExecutionDelegate next) =>
        await RunAsync(await snapshot, context, next);

    private Task RunAsync(LiveSnapshot snapshot, FunctionContext context, FunctionExecutionDelegate next)
    {
        if (!snapshot.State.MayServe)
        {
            // Endpoints refuse for themselves, each in its dialect. A timer comes again; an activity that fails is repeated, here or by another instance.
            if (Has(context, Timer))
            {
                Log.LeftOut(logger, context.FunctionDefinition.Name);
                return Task.CompletedTask;
            }

            if (Has(context, Activity))
            {
                snapshot.State.Require();
            }
        }

        context.InstanceServices = new LiveServices(snapshot.Services, context.InstanceServices);
        return next(context);
    }
}
