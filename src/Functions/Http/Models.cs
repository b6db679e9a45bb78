using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>The models that can be called, in OpenAI's list shape with what the catalog knows of each; Google's libraries get theirs.</summary>
public sealed class Models(GatewayEndpoint endpoint, ModelDirectory directory)
{
    [Function("Models")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models")] HttpRequest request) => GeminiClient.Is(request)
            ? GeminiModels.ListAsync(request, endpoint, directory)
            : ListAsync(request, request.Query["provider"]);

    [Function("ApiModels")]
    public Task<IResult> ListApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/models")] HttpRequest request) => ListAsync(request, request.Query["provider"]);

    [Function("ApiProviderModels")]
    public Task<IResult> ListOfProvider(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/models/{provider}/models")] HttpRequest request, string provider) => ListAsync(request, provider);

    [Function("Model")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/models/{*id}")] HttpRequest request, string id) => GeminiClient.Is(request)
            ? GeminiModels.GetAsync(request, id, endpoint, directory)
            : GetAsync(request, id);

    private Task<IResult> GetAsync(HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.None, (_, _) =>
        {
            // Ids may have slashes, which some clients escape in the path.
            string wanted = Uri.UnescapeDataString(id);
            ListedModel model = directory.Find(wanted)
                ?? throw new GatewayException(ErrorKind.ModelNotFound, $"The model '{wanted}' is not listed. GET /v1/models lists those that are.", "model");
            return Task.FromResult(TypedResults.Json(ModelEntry.Of(model), ModelsJson.Default.ModelEntry) as IResult);
        });

    private Task<IResult> ListAsync(HttpRequest request, string? provider) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.None, (_, _) =>
        {
            ModelList list = new() { Data = [.. directory.List(string.IsNullOrEmpty(provider) ? null : provider).Select(ModelEntry.Of)] };
            return Task.FromResult(TypedResults.Json(list, ModelsJson.Default.ModelList) as IResult);
        });
}
