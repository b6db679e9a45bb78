using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The rules of alerts.</summary>
public sealed class ManageAlerts(ConfigurationApi api)
{
    [Function("ManageAlerts")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/alerts")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Alerts);

    [Function("ManageAlert")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/alerts/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Alerts, name);
}
