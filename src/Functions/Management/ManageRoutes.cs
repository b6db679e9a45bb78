using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>Names that stand for several models.</summary>
public sealed class ManageRoutes(ConfigurationApi api)
{
    [Function("ManageRoutes")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/routes")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Routes);

    [Function("ManageRoute")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/routes/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Routes, name);
}
