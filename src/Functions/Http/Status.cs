using LlmFunctions.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Whether the app is up; asks nothing of any provider or storage and needs no key.</summary>
public sealed class Status(ProviderRegistry providers)
{
    [Function("Health")]
    public IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/health")] HttpRequest request)
    {
        HealthReport report = new() { Providers = providers.All.Count };
        return TypedResults.Json(report, StatusJson.Default.HealthReport);
    }
}
