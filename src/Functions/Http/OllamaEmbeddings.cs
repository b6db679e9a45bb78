using System.Buffers;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Embeddings;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Ollama's embeddings, and their older form.</summary>
public sealed class OllamaEmbeddings(GatewayEndpoint endpoint, EmbeddingsRunner runner, ModelDirectory directory, Router router, GatewayOptions options)
{
    [Function("OllamaEmbed")]
    public Task<IResult> Embed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/embed")] HttpRequest request) => RunAsync(request, OllamaEmbeddingsForm.Embed);

    [Function("OllamaEmbeddings")]
    public Task<IResult> EmbedPrompt(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/embeddings")] HttpRequest request) => RunAsync(request, OllamaEmbeddingsForm.Older);

    private Task<IResult> RunAsync(HttpRequest request, OllamaEmbeddingsForm form) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.Embeddings, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientEmbeddings read = form.ReadRequest(body);
            read = read with { Request = OllamaModelNames.Listed(read.Request, directory) };
            return read.Request.Input!.Count == 0
                ? Loaded(read.Request, form)
                : await runner.RunAsync(request, OllamaClientDialect.Chat, form, caller, read, cancellationToken);
        });

    /// <summary>Nothing is asked of the model: it is said to be there, when it is, and no provider is called.</summary>
    private FileContentHttpResult Loaded(EmbeddingsRequest request, OllamaEmbeddingsForm form)
    {
        router.Find(request, Demand.Of(request));
        ArrayBufferWriter<byte> answer = new();
        form.WriteResponse(new EmbeddingsResponse { Vectors = [], Model = request.Model ?? "" }, request, answer);
        return TypedResults.Bytes(answer.WrittenMemory, "application/json");
    }
}
