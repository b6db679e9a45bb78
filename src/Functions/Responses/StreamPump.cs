using System.IO.Pipelines;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>
/// Writes a streamed answer: each event is on the wire before the next is asked for. Before the first event a failure is
/// still a proper HTTP error; after it, an error event ends the stream and nothing says that it is whole.
/// </summary>
internal sealed class StreamPump(HttpContext httpContext, ChatCall call, StreamedAnswer answer, TimeSpan pingInterval, TimeProvider timeProvider)
{
    private readonly PipeWriter _body = httpContext.Response.BodyWriter;
    private readonly IClientStreamWriter _writer = call.Dialect.CreateStreamWriter(call.Request.Chat);

    public async Task RunAsync()
    {
        CancellationToken cancellationToken = httpContext.RequestAborted;
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(cancellationToken);
        bool more;
        try
        {
            more = await items.MoveNextAsync();
        }
        catch (GatewayException exception)
        {
            await new ErrorResult(call.Dialect, exception.Error).ExecuteAsync(httpContext);
            return;
        }

        Begin();
        try
        {
            bool ended = false;
            while (more)
            {
                ended = Write(items.Current);
                await _body.FlushAsync(cancellationToken);
                more = await NextAsync(items, cancellationToken);
            }

            if (!ended)
            {
                _writer.Complete(_body);
            }
        }
        catch (GatewayException exception)
        {
            _writer.Fail(exception.Error, _body);
        }

        await _body.FlushAsync(cancellationToken);
    }

    private void Begin()
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = call.Dialect.StreamContentType;
        response.Headers.CacheControl = "no-cache";
        // Asks reverse proxies not to collect events before they pass them on.
        response.Headers["X-Accel-Buffering"] = "no";
        AnswerHeaders.Write(response.Headers, call, answer);
    }

    /// <summary>Returns whether the client has now got the dialect's own end of the answer.</summary>
    private bool Write(StreamItem item)
    {
        if (answer.PassesThrough && !item.Raw.IsEmpty && item.Chunks.All(static chunk => !chunk.Altered))
        {
            if (item.Chunks.Count == 0 || item.Chunks.Any(_writer.Wants))
            {
                _writer.Pass(item.Raw.Span, _body);
                _writer.Passed(item.Raw.Span);
            }

            return item.IsLast;
        }

        foreach (ChatChunk chunk in item.Chunks)
        {
            if (_writer.Wants(chunk))
            {
                _writer.Write(chunk, _body);
            }
        }

        return false;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<StreamItem> items, CancellationToken cancellationToken)
    {
        ValueTask<bool> next = items.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next;
        }

        Task<bool> pending = next.AsTask();
        while (true)
        {
            try
            {
                return await pending.WaitAsync(pingInterval, timeProvider, CancellationToken.None);
            }
            catch (TimeoutException) when (!pending.IsCompleted)
            {
                _writer.Ping(_body);
                await _body.FlushAsync(cancellationToken);
            }
        }
    }
}
