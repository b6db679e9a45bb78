using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>
/// Plays an OpenAI-compatible provider below the HTTP client, so that calls of it take the very path of real ones: bytes,
/// error bodies, broken connections.
/// </summary>
internal sealed class SandboxHandler(TimeProvider timeProvider) : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Html = new("text/html");
    private static readonly MediaTypeHeaderValue EventStream = new("text/event-stream");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null || request.RequestUri?.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal) is not true)
        {
            return Error(HttpStatusCode.NotFound, "The sandbox has only POST chat/completions.", null);
        }

        byte[] body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            ChatRequest chat = JsonSerializer.Deserialize(body, ChatJson.Strict.ChatRequest) ?? throw new JsonException("The body must be an object.");
            SandboxOptions options = SandboxOptionsReader.Read(chat.Sandbox);
            SandboxAnswer answer = SandboxAnswerMaker.Make(chat, options, body, timeProvider.GetUtcNow());
            await SandboxStreamedAnswer.PauseAsync(options.Latency, timeProvider, cancellationToken);
            return await AnswerAsync(chat, options, answer, cancellationToken);
        }
        catch (GatewayException exception)
        {
            return Error(HttpStatusCode.BadRequest, exception.Error.Message, exception.Error.Param);
        }
        catch (JsonException exception)
        {
            return Error(HttpStatusCode.BadRequest, exception.Message, exception.Path?.TrimStart('$', '.'));
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(ChatRequest chat, SandboxOptions options, SandboxAnswer answer, CancellationToken cancellationToken)
    {
        if (options.Failure is { } failure)
        {
            HttpResponseMessage response = Response((HttpStatusCode)failure.Status, options.Html ? SandboxFailures.Html : SandboxFailures.Body(failure, options.ErrorCode), options.Html ? Html : Json);
            response.Headers.RetryAfter = failure.RetryAfterSeconds is { } seconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) : null;
            return response;
        }

        if (options.Html)
        {
            return Response(HttpStatusCode.OK, SandboxFailures.Html, Html);
        }

        if (chat.IsStreaming)
        {
            bool includeUsage = chat.StreamOptions?.IncludeUsage is true;
            return Response(token => SandboxStreamedAnswer.StreamAsync(answer, options, includeUsage, timeProvider, token), EventStream);
        }

        // A provider that does not stream sends the headers when it has made all tokens.
        await SandboxStreamedAnswer.PauseAsync(options.FirstToken + (options.TokenInterval * Math.Max(0, answer.Deltas.Count - 1)), timeProvider, cancellationToken);
        ReadOnlyMemory<byte> body = SandboxJson.Answer(answer);
        return options.Ending switch
        {
            null => Response(HttpStatusCode.OK, body, Json),
            { Kind: SandboxEndingKind.Malformed } => Response(HttpStatusCode.OK, body[..(body.Length / 2)], Json),
            { Kind: SandboxEndingKind.Error } => Response(HttpStatusCode.OK, SandboxJson.Error(SandboxFailures.EndingMessage, SandboxFailures.ServerError, null, options.ErrorCode), Json),
            { } ending => Response(token => SandboxStreamedAnswer.BreakAsync(body, ending, timeProvider, token), Json),
        };
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string message, string? param) =>
        Response(status, SandboxJson.Error(message, SandboxFailures.InvalidRequest, param, null), Json);

    private static HttpResponseMessage Response(HttpStatusCode status, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type) =>
        new(status) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = type } } };

    private static HttpResponseMessage Response(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> produce, MediaTypeHeaderValue type) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new SandboxStream(produce)) { Headers = { ContentType = type } } };
}
