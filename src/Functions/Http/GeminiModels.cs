using System.Buffers;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>The models that can be called, in Google's list shape.</summary>
public sealed class GeminiModels(GatewayEndpoint endpoint, ModelDirectory directory)
{
    [Function("GeminiModels")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1beta/models")] HttpRequest request) => ListAsync(request, endpoint, directory);

    [Function("GeminiModel")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1beta/models/{*id}")] HttpRequest request, string id) => GetAsync(request, id, endpoint, directory);

    internal static Task<IResult> ListAsync(HttpRequest request, GatewayEndpoint endpoint, ModelDirectory directory) =>
        endpoint.RunAsync(request, GeminiClientDialect.Instance, Rights.None, (_, _) =>
        {
            ArrayBufferWriter<byte> body = new();
            GeminiModelWriter.WriteList(directory.List(provider: null), request.Query["pageSize"], request.Query["pageToken"], body);
            return Task.FromResult<IResult>(TypedResults.Bytes(body.WrittenMemory, "application/json"));
        });

    internal static Task<IResult> GetAsync(HttpRequest request, string id, GatewayEndpoint endpoint, ModelDirectory directory) =>
        endpoint.RunAsync(request, GeminiClientDialect.Instance, Rights.None, (_, _) =>
        {
            string wanted = Uri.UnescapeDataString(id);
            ListedModel model = directory.Find(wanted)
                ?? throw new GatewayException(ErrorKind.ModelNotFound, $"The model '{wanted}' is not listed. GET /v1beta/models lists those that are.", "name");
            ArrayBufferWriter<byte> body = new();
            GeminiModelWriter.Write(model, body);
            return Task.FromResult<IResult>(TypedResults.Bytes(body.WrittenMemory, "application/json"));
        });
}
