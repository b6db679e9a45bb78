using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>What holds for the calls of single apps.</summary>
public sealed class ManageApps(ConfigurationApi api)
{
    [Function("ManageApps")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/apps")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Apps);

    [Function("ManageApp")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/apps/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Apps, name);
}
