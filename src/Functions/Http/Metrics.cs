using LlmFunctions.Diagnostics;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What this instance counted, for Prometheus. It tells what everybody spends, so not everybody may read it.</summary>
public sealed class Metrics(GatewayEndpoint endpoint, CallMetrics metrics, ProviderRegistry providers, HealthBoard board)
{
    [Function("Metrics")]
    public Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "metrics")] HttpRequest request) =>
        endpoint.RunAsMetricsReaderAsync(request, OpenAIClientDialect.Instance, () =>
            Task.FromResult<IResult>(TypedResults.Text(PrometheusText.Write(metrics, CountActive()), PrometheusText.ContentType)));

    private int CountActive() => providers.All.Count(provider => board.Describe(provider).Any(static account => account.Usable));
}
