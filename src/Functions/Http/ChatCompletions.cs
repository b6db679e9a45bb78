using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's Chat Completions.</summary>
public sealed class ChatCompletions(GatewayEndpoint endpoint, ChatPipeline pipeline, GatewayOptions options, TimeProvider timeProvider)
{
    [Function("ChatCompletions")]
    public Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chat/completions")] HttpRequest request) => RunAsync(request, alwaysStream: false);

    [Function("ApiChatCompletions")]
    public Task<IResult> CompleteApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/chat/completions")] HttpRequest request) => RunAsync(request, alwaysStream: false);

    [Function("ApiChatCompletionsStream")]
    public Task<IResult> StreamApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/chat/completions/stream")] HttpRequest request) => RunAsync(request, alwaysStream: true);

    private Task<IResult> RunAsync(HttpRequest request, bool alwaysStream)
    {
        OpenAIClientDialect dialect = OpenAIClientDialect.Instance;
        return endpoint.RunAsync(request, dialect, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientRequest read = dialect.ReadRequest(body);
            if (alwaysStream && !read.Chat.IsStreaming)
            {
                // The body says something else than what is asked of the provider, so it cannot pass as it is.
                read = new ClientRequest(read.Chat with { Stream = true }, Body: null);
            }

            ChatCall call = new() { RequestId = request.HttpContext.TraceIdentifier, Caller = caller, Dialect = dialect, Request = read };
            return new ChatResult(call, await pipeline.RunAsync(call, cancellationToken), options.PingInterval, timeProvider);
        });
    }
}
