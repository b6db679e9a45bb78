using LlmFunctions.Configuration;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Resilience;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>How the accounts fared, probe by probe: for charts.</summary>
public sealed class HealthHistory(GatewayEndpoint endpoint, IHealthStore store, GatewayOptions options, TimeProvider timeProvider)
{
    [Function("HealthHistory")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/health/history")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.None, async (_, cancellationToken) =>
        {
            HealthHistoryQuery query = HistoryQuery.Read(request.Query, options.Health.KeepHistory, timeProvider.GetUtcNow());
            HealthHistoryPage page = await store.ReadHistoryAsync(query, cancellationToken);
            HealthPointList answer = new() { Data = [.. page.Points.Select(HealthPoint.Of)], Next = page.Next };
            return TypedResults.Json(answer, StatusJson.Default.HealthPointList);
        });
}
