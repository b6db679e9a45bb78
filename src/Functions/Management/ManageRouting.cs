using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>What the settings of routing have besides routes: the strategy, aliases, versions, tasks, <c>auto</c>.</summary>
public sealed class ManageRouting(ConfigurationApi api)
{
    [Function("ManageRouting")]
    public Task<IResult> Item([HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/routing")] HttpRequest request) =>
        api.Item(request, ConfigurationKind.Routing, ConfigurationKind.OnlyName);
}
