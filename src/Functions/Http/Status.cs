using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Live;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>How the app and its providers fare. Asks nothing of any provider.</summary>
public sealed class Status(GatewayEndpoint endpoint, ProviderRegistry providers, HealthBoard board, ConfigurationState configuration)
{
    /// <summary>Without a key it tells only the sum of it, and does not fail: the app is up. With a key it tells all.</summary>
    [Function("Health")]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/health")] HttpRequest request) =>
        GatewayEndpoint.HasKey(request)
            ? endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.None, async (_, cancellationToken) =>
            {
                await board.CatchUpAsync(cancellationToken);
                List<ProviderReport> details = Describe();
                return Answer(new HealthReport { Status = Overall(details), Providers = details.Count, Details = details });
            })
            : Task.FromResult<IResult>(Answer(new HealthReport { Status = Overall(Describe()), Providers = providers.All.Count }));

    /// <summary>For load balancers: a 503 when no provider can be called or the stored configuration is not known, so that calls go where they can be served.</summary>
    [Function("Ready")]
    public IResult Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/ready")] HttpRequest request) =>
        !configuration.MayServe || Overall(Describe()) == ProviderReport.Unhealthy
            ? TypedResults.Json(new ReadinessReport { Status = "not_ready" }, StatusJson.Default.ReadinessReport, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(new ReadinessReport { Status = "ready" }, StatusJson.Default.ReadinessReport);

    private static JsonHttpResult<HealthReport> Answer(HealthReport report) => TypedResults.Json(report, StatusJson.Default.HealthReport);

    private List<ProviderReport> Describe() => [.. providers.All.Select(provider => ProviderReport.Of(provider, board))];

    /// <summary>A provider inside this process is always well, and says nothing about the others.</summary>
    private string Overall(List<ProviderReport> reports)
    {
        string[] real = [.. reports.Where((_, index) => providers.All[index].InProcess is null).Select(static report => report.Status)];
        return real.All(static status => status == ProviderReport.Healthy) ? ProviderReport.Healthy
            : real.All(static status => status == ProviderReport.Unhealthy) ? ProviderReport.Unhealthy
            : ProviderReport.Degraded;
    }
}
