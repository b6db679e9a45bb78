using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LlmFunctions.Functions.Live;

/// <summary>Has the function made of the configuration that is current when the invocation begins; the whole invocation has this one.</summary>
internal sealed class ConfigurationMiddleware(LiveConfiguration live) : IFunctionsWorkerMiddleware
{
    private const string Orchestration = "orchestrationTrigger";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // An orchestrator is replayed, and must wait for nothing but what its history has.
        ValueTask<LiveSnapshot> snapshot = IsOrchestrator(context) ? ValueTask.FromResult(live.Current) : live.GetAsync(context.CancellationToken);
        return snapshot.IsCompletedSuccessfully ? RunAsync(snapshot.Result, context, next) : WaitAsync(snapshot, context, next);
    }

    private static async Task WaitAsync(ValueTask<LiveSnapshot> snapshot, FunctionContext context, FunctionExecutionDelegate next) =>
        await RunAsync(await snapshot, context, next);

    private static Task RunAsync(LiveSnapshot snapshot, FunctionContext context, FunctionExecutionDelegate next)
    {
        context.InstanceServices = new LiveServices(snapshot.Services, context.InstanceServices);
        return next(context);
    }

    private static bool IsOrchestrator(FunctionContext context)
    {
        foreach ((_, BindingMetadata binding) in context.FunctionDefinition.InputBindings)
        {
            if (binding.Type == Orchestration)
            {
                return true;
            }
        }

        return false;
    }
}
