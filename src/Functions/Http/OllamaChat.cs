using System.Buffers;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Ollama's chat and its completion of a single prompt.</summary>
public sealed class OllamaChat(
    GatewayEndpoint endpoint,
    ChatRunner runner,
    ModelDirectory directory,
    Router router,
    GatewayOptions options,
    TimeProvider timeProvider)
{
    [Function("OllamaChat")]
    public Task<IResult> Chat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/chat")] HttpRequest request) => RunAsync(request, OllamaClientDialect.Chat);

    [Function("OllamaGenerate")]
    public Task<IResult> Generate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/generate")] HttpRequest request) => RunAsync(request, OllamaClientDialect.Generate);

    private Task<IResult> RunAsync(HttpRequest request, OllamaClientDialect dialect) =>
        endpoint.RunAsync(request, dialect, Rights.Chat, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientRequest read = dialect.ReadRequest(body);
            read = read with { Chat = OllamaModelNames.Listed(read.Chat, directory) };
            return read.Chat.Messages.Count == 0
                ? Loaded(read, dialect)
                : await runner.RunAsync(request, dialect, caller, read, cancellationToken);
        });

    /// <summary>Nothing is asked of the model: it is said to be there, when it is, and no provider is called.</summary>
    private FileContentHttpResult Loaded(ClientRequest read, OllamaClientDialect dialect)
    {
        router.Find(read.Chat, Demand.Of(read.Chat));
        ArrayBufferWriter<byte> answer = new();
        dialect.WriteLoaded(read.Chat, timeProvider.GetUtcNow(), answer);
        return TypedResults.Bytes(answer.WrittenMemory, "application/json");
    }
}
