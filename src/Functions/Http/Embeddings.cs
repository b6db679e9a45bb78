using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's embeddings.</summary>
public sealed class Embeddings(GatewayEndpoint endpoint, EmbeddingsRunner runner, GatewayOptions options)
{
    [Function("Embeddings")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/embeddings")] HttpRequest request)
    {
        OpenAIClientDialect dialect = OpenAIClientDialect.Instance;
        return endpoint.RunAsync(request, dialect, Rights.Embeddings, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ClientEmbeddings read = OpenAIEmbeddingsForm.Instance.ReadRequest(body);
            return await runner.RunAsync(request, dialect, OpenAIEmbeddingsForm.Instance, caller, read, cancellationToken);
        });
    }
}
