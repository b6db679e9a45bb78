using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The limits.</summary>
public sealed class ManageQuotas(ConfigurationApi api)
{
    [Function("ManageQuotas")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/quotas")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Quotas);

    [Function("ManageQuota")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/quotas/{name}")] HttpRequest request, string name) =>
        api.Item(request, ConfigurationKind.Quotas, name);
}
