using System.Buffers;
using System.IO.Pipelines;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Errors;
using LlmFunctions.ModelManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>Passes on the progress of a download line by line; what goes wrong after the first line is a line of its own.</summary>
internal sealed class PullResult : IResult
{
    private readonly IAsyncEnumerator<PullStep> _steps;
    private readonly TimeSpan _pingInterval;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly IClientStreamWriter _writer = OllamaClientDialect.Chat.CreateStreamWriter(new ChatRequest());
    private Task<bool> _pending;

    private PullResult(IAsyncEnumerator<PullStep> steps, TimeSpan pingInterval, TimeProvider timeProvider, ILogger logger)
    {
        _steps = steps;
        _pingInterval = pingInterval;
        _timeProvider = timeProvider;
        _logger = logger;
        _pending = steps.MoveNextAsync().AsTask();
    }

    /// <summary>Waits for the first line, so that a failure before it is a proper HTTP error, but no longer than a client should be left without a sign of life.</summary>
    public static async Task<PullResult> BeginAsync(IAsyncEnumerable<PullStep> steps, TimeSpan pingInterval, TimeProvider timeProvider, ILogger logger)
    {
        PullResult result = new(steps.GetAsyncEnumerator(CancellationToken.None), pingInterval, timeProvider, logger);
        try
        {
            await result._pending.WaitAsync(pingInterval, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException) when (!result._pending.IsFaulted)
        {
            // It takes long: the stream begins with pings.
        }
        catch
        {
            await result._steps.DisposeAsync();
            throw;
        }

        return result;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = OllamaClientDialect.Chat.StreamContentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        PipeWriter body = response.BodyWriter;
        try
        {
            while (await NextAsync(body))
            {
                body.Write(_steps.Current.Raw.Span);
                body.Write("\n"u8);
                await body.FlushAsync(CancellationToken.None);
                _pending = _steps.MoveNextAsync().AsTask();
            }
        }
        catch (GatewayException exception)
        {
            _writer.Fail(exception.Error, body);
            await body.FlushAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.StreamDefect(_logger, exception, httpContext.TraceIdentifier);
            _writer.Fail(new GatewayError { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {httpContext.TraceIdentifier}." }, body);
            await body.FlushAsync(CancellationToken.None);
        }
        finally
        {
            // An enumerator must not be disposed while it is asked for an item.
            await _pending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await _steps.DisposeAsync();
        }
    }

    private async Task<bool> NextAsync(PipeWriter body)
    {
        while (true)
        {
            try
            {
                return await _pending.WaitAsync(_pingInterval, _timeProvider, CancellationToken.None);
            }
            catch (TimeoutException) when (!_pending.IsFaulted)
            {
                if (_pending.IsCompleted)
                {
                    // It came just when the time was up.
                    return await _pending;
                }

                _writer.Ping(body);
                await body.FlushAsync(CancellationToken.None);
            }
        }
    }
}
