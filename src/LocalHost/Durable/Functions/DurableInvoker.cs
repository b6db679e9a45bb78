using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Durable.Storage;
using LlmFunctions.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Functions;

/// <summary>Runs orchestrators and activities within the app's middleware, each in a scope of its own.</summary>
internal sealed class DurableInvoker(
    DurableFunctions functions,
    FunctionExecutionDelegate pipeline,
    IServiceScopeFactory scopes,
    InFlight inFlight,
    DataConverter converter,
    ILoggerFactory loggers)
{
    /// <summary>Runs a turn. The scope ends with the turn, whether the orchestrator has ended or waits.</summary>
    public Turn RunTurn(string instanceId, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> news)
    {
        inFlight.Enter();
        var scope = scopes.CreateAsyncScope();
        try
        {
            return ReplayEngine.Run(instanceId, history, news, context => RunAsync(context, scope.ServiceProvider), converter, loggers);
        }
        finally
        {
            inFlight.Leave();
            scope.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <returns>The result, as text.</returns>
    public async Task<string?> RunActivityAsync(ActivityWork work, CancellationToken cancellationToken)
    {
        inFlight.Enter();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = new ActivityFunctionContext(
                functions.Activity(work.Step.Name!), work, converter, scope.ServiceProvider, cancellationToken);
            await pipeline(context);
            return converter.Serialize(context.Returned);
        }
        finally
        {
            inFlight.Leave();
        }
    }

    private async Task<object?> RunAsync(ReplayContext orchestration, IServiceProvider services)
    {
        var context = new OrchestratorFunctionContext(functions.Orchestrator(orchestration.Name), orchestration, services);
        await pipeline(context);
        return context.Returned;
    }
}
