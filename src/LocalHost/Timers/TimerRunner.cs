using LlmFunctions.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Log = LlmFunctions.LocalHost.Invocation.Log;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>Runs a timer's function once, in a scope of its own. Never throws: a timer outlives the failures of its function.</summary>
internal sealed class TimerRunner(
    FunctionExecutionDelegate pipeline,
    IServiceScopeFactory scopes,
    InFlight inFlight,
    ILogger<TimerRunner> logger)
{
    public async Task RunAsync(TimerFunction function, TimerInfo timer, CancellationToken cancellationToken)
    {
        inFlight.Enter();
        await using var scope = scopes.CreateAsyncScope();
        var context = new TimerFunctionContext(function.Invoker, timer, scope.ServiceProvider, cancellationToken);
        try
        {
            await pipeline(context);
            Log.TimerRan(logger, function.Name, context.InvocationId);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.CancelledByStop(logger, function.Name, context.InvocationId);
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, function.Name, context.InvocationId);
        }
        finally
        {
            inFlight.Leave();
        }
    }
}
