using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
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
        string path = request.RequestUri?.AbsolutePath ?? "";
        bool isChat = path.EndsWith("/chat/completions", StringComparison.Ordinal);
        if (request.Content is null || (!isChat && !path.EndsWith("/embeddings", StringComparison.Ordinal)))
        {
            return Error(HttpStatusCode.NotFound, "The sandbox has only POST chat/completions and POST embeddings.", null);
        }

        byte[] body = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return isChat ? await ChatAsync(body, cancellationToken) : await EmbedAsync(body, cancellationToken);
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

    private async Task<HttpResponseMessage> ChatAsync(byte[] body, CancellationToken cancellationToken)
    {
        ChatRequest chat = JsonSerializer.Deserialize(body, ChatJson.Strict.ChatRequest) ?? throw new JsonException("The body must be an object.");
        SandboxOptions options = SandboxOptionsReader.Read(chat.Sandbox);
        SandboxAnswer answer = SandboxAnswerMaker.Make(chat, options, body, timeProvider.GetUtcNow());
        await SandboxStreamedAnswer.PauseAsync(options.Latency, timeProvider, cancellationToken);
        if (Failure(options) is { } failure)
        {
            return failure;
        }

        if (chat.IsStreaming)
        {
            bool includeUsage = chat.StreamOptions?.IncludeUsage is true;
            return Response(token => SandboxStreamedAnswer.StreamAsync(answer, options, includeUsage, timeProvider, token), EventStream);
        }

        // A provider that does not stream sends the headers when it has made all tokens.
        await SandboxStreamedAnswer.PauseAsync(options.FirstToken + (options.TokenInterval * Math.Max(0, answer.Deltas.Count - 1)), timeProvider, cancellationToken);
        return Whole(SandboxJson.Answer(answer), options);
    }

    private async Task<HttpResponseMessage> EmbedAsync(byte[] body, CancellationToken cancellationToken)
    {
        EmbeddingsRequest request = JsonSerializer.Deserialize(body, EmbeddingsJson.Strict.EmbeddingsRequest) ?? throw new JsonException("The body must be an object.");
        SandboxOptions options = SandboxOptionsReader.ReadForEmbeddings(request.Sandbox);
        ReadOnlyMemory<byte> answer = SandboxEmbeddings.Answer(request, options);
        await SandboxStreamedAnswer.PauseAsync(options.Latency, timeProvider, cancellationToken);
        return Failure(options) ?? Whole(answer, options);
    }

    private static HttpResponseMessage? Failure(SandboxOptions options)
    {
        if (options.Failure is not { } failure)
        {
            return options.Html ? Response(HttpStatusCode.OK, SandboxFailures.Html, Html) : null;
        }

        HttpResponseMessage response = Response((HttpStatusCode)failure.Status, options.Html ? SandboxFailures.Html : SandboxFailures.Body(failure, options.ErrorCode), options.Html ? Html : Json);
        response.Headers.RetryAfter = failure.RetryAfterSeconds is { } seconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) : null;
        return response;
    }

    private HttpResponseMessage Whole(ReadOnlyMemory<byte> body, SandboxOptions options) => options.Ending switch
    {
        null => Response(HttpStatusCode.OK, body, Json),
        { Kind: SandboxEndingKind.Malformed } => Response(HttpStatusCode.OK, body[..(body.Length / 2)], Json),
        { Kind: SandboxEndingKind.Error } => Response(HttpStatusCode.OK, SandboxJson.Error(SandboxFailures.EndingMessage, SandboxFailures.ServerError, null, options.ErrorCode), Json),
        { } ending => Response(token => SandboxStreamedAnswer.BreakAsync(body, ending, timeProvider, token), Json),
    };

    private static HttpResponseMessage Error(HttpStatusCode status, string message, string? param) =>
        Response(status, SandboxJson.Error(message, SandboxFailures.InvalidRequest, param, null), Json);

    private static HttpResponseMessage Response(HttpStatusCode status, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type) =>
        new(status) { Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = type } } };

    private static HttpResponseMessage Response(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> produce, MediaTypeHeaderValue type) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new SandboxStream(produce)) { Headers = { ContentType = type } } };
}
