using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Errors;
using LlmFunctions.ParallelInference;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes each result as an event as soon as it is there, and at the end the whole response. Comments fill long silences.</summary>
internal sealed class ParallelStreamResult(ParallelRunner runner, ParallelCall call, TimeSpan pingInterval, TimeProvider timeProvider, ILogger logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        // Asks reverse proxies not to collect events before they pass them on.
        response.Headers["X-Accel-Buffering"] = "no";
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        Task<ParallelResponse>? working = null;
        try
        {
            using SemaphoreSlim turn = new(1, 1);
            using SilenceTimer silence = new(pingInterval, timeProvider);
            working = WriteResultsAsync(response, turn, left.Token);
            while (!await silence.WaitAsync(working))
            {
                await WriteAsync(response, turn, ": ping\n\n"u8.ToArray(), left.Token);
            }

            await WriteAsync(response, turn, EventOf("response", await working, ParallelJson.Relaxed.ParallelResponse), left.Token);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to tell.
        }
        catch (Exception exception)
        {
            Log.StreamDefect(logger, exception, call.RequestId);
            ParallelError error = ParallelError.Of(new GatewayError { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {call.RequestId}." });
            await response.BodyWriter.WriteAsync(EventOf("error", error, ParallelJson.Relaxed.ParallelError), CancellationToken.None);
        }
        finally
        {
            await left.CancelAsync();
            if (working is not null)
            {
                await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ParallelResponse> WriteResultsAsync(HttpResponse response, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        List<ParallelResult> results = [];
        await foreach (ParallelResult result in runner.RunAsync(call, cancellationToken))
        {
            results.Add(result);
            await WriteAsync(response, turn, EventOf("result", result, ParallelJson.Relaxed.ParallelResult), cancellationToken);
        }

        return await runner.FinishAsync(call, results, cancellationToken);
    }

    // Results and pings come from two sides, and events must not be mixed.
    private static async Task WriteAsync(HttpResponse response, SemaphoreSlim turn, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await response.BodyWriter.WriteAsync(bytes, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static byte[] EventOf<T>(string name, T data, JsonTypeInfo<T> type) =>
        [.. "event: "u8, .. System.Text.Encoding.ASCII.GetBytes(name), .. "\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(data, type), .. "\n\n"u8];
}
