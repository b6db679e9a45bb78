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
    private static readonly byte[] Ping = ": ping\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        // Asks reverse proxies not to collect events before they pass them on.
        response.Headers["X-Accel-Buffering"] = "no";
        await using PingedBody body = new(() => response.BodyWriter.WriteAsync(Ping, CancellationToken.None).AsTask(), pingInterval, timeProvider);
        try
        {
            List<ParallelResult> results = [];
            await foreach (ParallelResult result in runner.RunAsync(call, httpContext.RequestAborted))
            {
                results.Add(result);
                await WriteAsync(response, body, EventOf("result", result, ParallelJson.Relaxed.ParallelResult), httpContext.RequestAborted);
            }

            ParallelResponse whole = await runner.FinishAsync(call, results, httpContext.RequestAborted);
            await WriteAsync(response, body, EventOf("response", whole, ParallelJson.Relaxed.ParallelResponse), httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to tell.
        }
        catch (Exception exception)
        {
            Log.StreamDefect(logger, exception, call.RequestId);
            ParallelError error = ParallelError.Of(new GatewayError { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {call.RequestId}." });
            await WriteAsync(response, body, EventOf("error", error, ParallelJson.Relaxed.ParallelError), CancellationToken.None);
        }
    }

    private static async Task WriteAsync(HttpResponse response, PingedBody body, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using (await body.TakeTurnAsync())
        {
            await response.BodyWriter.WriteAsync(bytes, cancellationToken);
        }
    }

    private static byte[] EventOf<T>(string name, T data, JsonTypeInfo<T> type) =>
        [.. "event: "u8, .. System.Text.Encoding.ASCII.GetBytes(name), .. "\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(data, type), .. "\n\n"u8];
}
