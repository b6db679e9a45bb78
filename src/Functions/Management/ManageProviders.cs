using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The providers.</summary>
public sealed class ManageProviders(ConfigurationApi api)
{
    [Function("ManageProviders")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/providers")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Providers);

    [Function("ManageProvider")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/providers/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Providers, name);
}
