using System.IO.Pipelines;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>
/// Writes a streamed answer: each event is on the wire before the next is asked for, and pings fill long silences. As long
/// as nothing is written, a failure is a proper HTTP error; after that an error event ends the stream, and nothing says
/// that it is whole.
/// </summary>
internal sealed class StreamResult(
    ChatCall call, Task<CallAnswer> answer, Func<Task>? beforeEnd, TimeSpan pingInterval, TimeProvider timeProvider, ILogger logger) : IResult
{
    private readonly IClientStreamWriter _writer = call.Dialect.CreateStreamWriter(call.Request.Chat);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using PingedBody body = new(() => PingAsync(httpContext.Response), pingInterval, timeProvider);
        try
        {
            StreamedAnswer streamed = (StreamedAnswer)await answer;
            await WriteAsync(httpContext, body, streamed);
        }
        catch (GatewayException exception)
        {
            await FailAsync(httpContext, body, exception.Error);
        }
        catch (Exception exception)
        {
            Log.StreamDefect(logger, exception, call.RequestId);
            await FailAsync(httpContext, body, new GatewayError { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {call.RequestId}." });
        }
    }

    private async Task WriteAsync(HttpContext httpContext, PingedBody body, StreamedAnswer streamed)
    {
        bool ended = false;
        await foreach (StreamItem item in streamed.Items.WithCancellation(httpContext.RequestAborted))
        {
            using (await body.TakeTurnAsync())
            {
                Begin(httpContext.Response, streamed);
                ended = Write(streamed, item, httpContext.Response.BodyWriter);
                if (ended)
                {
                    body.End();
                }

                await httpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
            }
        }

        if (ended)
        {
            return;
        }

        if (beforeEnd is not null)
        {
            await beforeEnd();
        }

        using (await body.TakeTurnAsync())
        {
            body.End();
            Begin(httpContext.Response, streamed);
            _writer.Complete(httpContext.Response.BodyWriter);
            await httpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
    }

    private async Task PingAsync(HttpResponse response)
    {
        Begin(response, null);
        _writer.Ping(response.BodyWriter);
        await response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private void Begin(HttpResponse response, StreamedAnswer? streamed)
    {
        if (response.HasStarted)
        {
            return;
        }

        response.ContentType = call.Dialect.StreamContentType;
        response.Headers.CacheControl = "no-cache";
        // Asks reverse proxies not to collect events before they pass them on.
        response.Headers["X-Accel-Buffering"] = "no";
        if (streamed is not null)
        {
            AnswerHeaders.Write(response.Headers, call, streamed);
        }
        else if (call.Candidates is [{ } first, ..])
        {
            // Who will answer is not known yet, but who was asked is.
            AnswerHeaders.WriteNotice(response.Headers, first.Notice);
            AnswerHeaders.WriteExperiment(response.Headers, call);
        }
    }

    /// <summary>Returns whether the client has now got the dialect's own end of the answer.</summary>
    private bool Write(StreamedAnswer streamed, StreamItem item, PipeWriter body)
    {
        if (streamed.PassesThrough && !item.Raw.IsEmpty && !IsAltered(item.Chunks))
        {
            if (item.Chunks.Count == 0 || IsWanted(item.Chunks))
            {
                _writer.Pass(item.Raw.Span, body);
            }

            return item.IsLast;
        }

        foreach (ChatChunk chunk in item.Chunks)
        {
            if (_writer.Wants(chunk))
            {
                _writer.Write(chunk, body);
            }
        }

        return false;
    }

    // With loops, because there are thousands of events a second, and a query makes an object for each.
    private static bool IsAltered(IReadOnlyList<ChatChunk> chunks)
    {
        for (int i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].Altered)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWanted(IReadOnlyList<ChatChunk> chunks)
    {
        for (int i = 0; i < chunks.Count; i++)
        {
            if (_writer.Wants(chunks[i]))
            {
                return true;
            }
        }

        return false;
    }

    private async Task FailAsync(HttpContext httpContext, PingedBody body, GatewayError error)
    {
        using (await body.TakeTurnAsync())
        {
            body.End();
            if (!httpContext.Response.HasStarted)
            {
                AnswerHeaders.WriteFailed(httpContext.Response.Headers, call);
                await new ErrorResult(call.Dialect, error).ExecuteAsync(httpContext);
                return;
            }

            _writer.Fail(error, httpContext.Response.BodyWriter);
            await httpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
    }
}
