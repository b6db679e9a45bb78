using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Management;

/// <summary>The prices of models.</summary>
public sealed class ManagePrices(ConfigurationApi api)
{
    [Function("ManagePrices")]
    public Task<IResult> Collection([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/manage/prices")] HttpRequest request) =>
        api.Collection(request, ConfigurationKind.Prices);

    [Function("ManagePrice")]
    public Task<IResult> Item(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", "patch", "delete", Route = "api/v1/manage/prices/{provider}/{*model}")] HttpRequest request, string provider, string model) =>
        api.Item(request, ConfigurationKind.Prices, $"{provider}/{model}");
}
