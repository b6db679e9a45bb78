using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;

namespace LlmFunctions.Functions.Http;

/// <summary>Anthropic's Messages.</summary>
public sealed class Messages(GatewayEndpoint endpoint, ChatRunner runner, ChatJobRunner jobs, TokenCounter counter, GatewayOptions options)
{
    // Where Anthropic's clients look for the id; the gateway's own header is beside it.
    private const string RequestIdHeader = "request-id";

    [Function("Messages")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/messages")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        AnthropicClientDialect dialect = Begin(request);
        return endpoint.RunAsync(request, dialect, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientRequest read = dialect.ReadRequest(body) with { Headers = Forwarded(request.Headers) };
            return Preferences.Of(request).RespondAsync
                ? await jobs.RunAsync(request, client, dialect, caller, read, body, cancellationToken)
                : await runner.RunAsync(request, dialect, caller, read, cancellationToken);
        });
    }

    [Function("MessagesCountTokens")]
    public Task<IResult> CountTokens(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/messages/count_tokens")] HttpRequest request)
    {
        AnthropicClientDialect dialect = Begin(request);
        return endpoint.RunAsync(request, dialect, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientRequest read = AnthropicClientDialect.ReadCountRequest(body) with { Headers = Forwarded(request.Headers) };
            return new TokenCountResult(await counter.CountAsync(dialect, read, caller, RequestWishes.Of(request), cancellationToken));
        });
    }

    private static AnthropicClientDialect Begin(HttpRequest request)
    {
        string requestId = request.HttpContext.TraceIdentifier;
        request.HttpContext.Response.Headers[RequestIdHeader] = requestId;
        return new AnthropicClientDialect(requestId);
    }

    private static Dictionary<string, string> Forwarded(IHeaderDictionary headers)
    {
        Dictionary<string, string> forwarded = [];
        foreach (string name in AnthropicClientDialect.ForwardedHeaders)
        {
            if (headers.TryGetValue(name, out StringValues values))
            {
                // A list may be given in one header or in several.
                forwarded[name] = string.Join(',', values.ToArray());
            }
        }

        return forwarded;
    }
}
