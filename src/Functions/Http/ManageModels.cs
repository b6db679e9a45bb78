using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.ModelManagement;
using LlmFunctions.Providers;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>The models that a provider keeps on its own disk, and those that the settings require.</summary>
public sealed class ManageModels(GatewayEndpoint endpoint, ModelManager manager, RequiredModels required)
{
    [Function("ListInstalledModels")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/providers/{provider}/models")] HttpRequest request, string provider) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.ViewProviders, async (_, cancellationToken) =>
        {
            IReadOnlyList<InstalledModel> models = await manager.ListAsync(manager.Find(provider), cancellationToken);
            return TypedResults.Json(new ProviderModelList { Data = [.. models.Select(ProviderModelEntry.Of)] }, ManageJson.Default.ProviderModelList);
        });

    [Function("ListRequiredModels")]
    public Task<IResult> ListRequired(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/providers/{provider}/models/required")] HttpRequest request, string provider) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.ViewProviders, async (_, cancellationToken) =>
        {
            Provider found = manager.Find(provider);
            IReadOnlyList<RequiredModel> models = await required.ListAsync(found, cancellationToken);
            return TypedResults.Json(
                new RequiredModelList { AutoDownload = found.AutoDownload, Data = [.. models.Select(RequiredModelEntry.Of)] },
                ManageJson.Default.RequiredModelList);
        });
}
