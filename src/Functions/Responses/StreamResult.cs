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
    private Task _pending = answer;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using SilenceTimer silence = new(pingInterval, timeProvider);
        IAsyncEnumerator<StreamItem>? items = null;
        try
        {
            StreamedAnswer streamed = (StreamedAnswer)await WithPingsAsync(httpContext, silence, answer);
            items = streamed.Items.GetAsyncEnumerator(httpContext.RequestAborted);
            await WriteAsync(httpContext, silence, streamed, items);
        }
        catch (GatewayException exception)
        {
            await FailAsync(httpContext, exception.Error);
        }
        catch (Exception exception)
        {
            Log.StreamDefect(logger, exception, call.RequestId);
            await FailAsync(httpContext, new GatewayError { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {call.RequestId}." });
        }
        finally
        {
            // An enumerator must not be disposed while it is asked for an item.
            await _pending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (items is not null)
            {
                await items.DisposeAsync();
            }
        }
    }

    private async Task WriteAsync(HttpContext httpContext, SilenceTimer silence, StreamedAnswer streamed, IAsyncEnumerator<StreamItem> items)
    {
        PipeWriter body = httpContext.Response.BodyWriter;
        bool ended = false;
        while (await NextAsync(httpContext, silence, items))
        {
            Begin(httpContext.Response, streamed);
            ended = Write(streamed, items.Current, body);
            await body.FlushAsync(CancellationToken.None);
        }

        if (!ended)
        {
            if (beforeEnd is not null)
            {
                await beforeEnd();
            }

            Begin(httpContext.Response, streamed);
            _writer.Complete(body);
            await body.FlushAsync(CancellationToken.None);
        }
    }

    private ValueTask<bool> NextAsync(HttpContext httpContext, SilenceTimer silence, IAsyncEnumerator<StreamItem> items)
    {
        ValueTask<bool> next = items.MoveNextAsync();
        return next.IsCompleted ? next : WithPingsAsync(httpContext, silence, next.AsTask());
    }

    private async ValueTask<T> WithPingsAsync<T>(HttpContext httpContext, SilenceTimer silence, Task<T> pending)
    {
        _pending = pending;
        while (!await silence.WaitAsync(pending))
        {
            Begin(httpContext.Response, null);
            _writer.Ping(httpContext.Response.BodyWriter);
            await httpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }

        return await pending;
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
        if (streamed.PassesThrough && !item.Raw.IsEmpty && item.Chunks.All(static chunk => !chunk.Altered))
        {
            if (item.Chunks.Count == 0 || item.Chunks.Any(_writer.Wants))
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

    private async Task FailAsync(HttpContext httpContext, GatewayError error)
    {
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
