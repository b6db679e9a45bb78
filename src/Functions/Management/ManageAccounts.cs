using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The accounts of providers.</summary>
public sealed class ManageAccounts(ConfigurationApi api)
{
    [Function("ManageAccounts")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/accounts")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Accounts);

    [Function("ManageAccount")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/accounts/{provider}/{name}")] HttpRequest request, string provider, string name) =>
        api.Item(request, ConfigurationKind.Accounts, $"{provider}/{name}");
}
