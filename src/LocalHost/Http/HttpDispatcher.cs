using LlmFunctions.LocalHost.Hosting;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker.Middleware;
using Log = LlmFunctions.LocalHost.Invocation.Log;

namespace LlmFunctions.LocalHost.Http;

/// <summary>
/// Runs a function for a request: the middleware around the function, then, outside of all of it, the result that the
/// function returned. A failure is logged with the function's name and answered as the Functions host answers it.
/// </summary>
internal sealed class HttpDispatcher(FunctionExecutionDelegate pipeline, InFlight inFlight, ILogger<HttpDispatcher> logger)
{
    public RequestDelegate For(FunctionInvoker function) => http => InvokeAsync(new HttpFunctionContext(function, http), http);

    private async Task InvokeAsync(HttpFunctionContext context, HttpContext http)
    {
        inFlight.Enter();
        try
        {
            await pipeline(context);
            if (context.Returned is IResult result)
            {
                // Also when the caller has gone, as the worker does: what a result holds is released by running it.
                await result.ExecuteAsync(http);
            }
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.CallerGone(logger, e, context.FunctionDefinition.Name, context.InvocationId);
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, context.FunctionDefinition.Name, context.InvocationId);
            Fail(http);
        }
        finally
        {
            inFlight.Leave();
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            // A response that ends in the middle must not look like one that has ended.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
