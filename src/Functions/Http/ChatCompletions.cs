using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's Chat Completions.</summary>
public sealed class ChatCompletions(GatewayEndpoint endpoint, ChatRunner runner, ChatJobRunner jobs, GatewayOptions options)
{
    [Function("ChatCompletions")]
    public Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chat/completions")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => RunAsync(request, client, alwaysStream: false);

    [Function("ApiChatCompletions")]
    public Task<IResult> CompleteApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/chat/completions")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => RunAsync(request, client, alwaysStream: false);

    [Function("ApiChatCompletionsStream")]
    public Task<IResult> StreamApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/chat/completions/stream")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => RunAsync(request, client, alwaysStream: true);

    private Task<IResult> RunAsync(HttpRequest request, DurableTaskClient client, bool alwaysStream)
    {
        OpenAIClientDialect dialect = OpenAIClientDialect.Instance;
        return endpoint.RunAsync(request, dialect, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientRequest read = dialect.ReadRequest(body);
            if (alwaysStream)
            {
                read = read with { Chat = read.Chat with { Stream = true } };
            }

            return Preferences.Of(request).RespondAsync
                ? await jobs.RunAsync(request, client, dialect, caller, read, body, cancellationToken)
                : await runner.RunAsync(request, dialect, caller, read, cancellationToken);
        });
    }
}
