using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>What is known of models besides their prices.</summary>
public sealed class ManageModels(ConfigurationApi api)
{
    [Function("ManageModels")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/models")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Models);

    [Function("ManageModel")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/models/{provider}/{*model}")] HttpRequest request, string provider, string model) =>
        api.Item(request, ConfigurationKind.Models, $"{provider}/{model}");
}
