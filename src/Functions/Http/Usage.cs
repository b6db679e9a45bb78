using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Security;
using LlmFunctions.Usage.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What was used, what it cost and how it went: of all instances together.</summary>
public sealed class Usage(GatewayEndpoint endpoint, UsageReports reports, TimeProvider timeProvider)
{
    private const int DefaultLimit = 100;
    private const int MostGroups = 1000;

    [Function("UsageStats")]
    public Task<IResult> Stats([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/usage/stats")] HttpRequest request) => RunAsync(request, UsageView.All);

    [Function("UsageCosts")]
    public Task<IResult> Costs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/usage/costs")] HttpRequest request) => RunAsync(request, UsageView.Cost);

    [Function("StatusMetrics")]
    public Task<IResult> Metrics([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/metrics")] HttpRequest request) => RunAsync(request, UsageView.All);

    [Function("StatusUsage")]
    public Task<IResult> StatusUsage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/usage")] HttpRequest request) => RunAsync(request, UsageView.Usage);

    [Function("StatusPerformance")]
    public Task<IResult> Performance([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/performance")] HttpRequest request) => RunAsync(request, UsageView.Performance);

    [Function("StatusCost")]
    public Task<IResult> Cost([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/status/cost")] HttpRequest request) => RunAsync(request, UsageView.Cost);

    private Task<IResult> RunAsync(HttpRequest request, UsageView view) => endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.None, async (caller, cancellationToken) =>
    {
        UsageQuery query = UsageQueryReader.Read(request.Query, caller, timeProvider.GetUtcNow());
        int limit = request.Query.Limit(DefaultLimit, MostGroups);
        UsageKey? after = request.Query.Text("after") is { } cursor ? UsageCursor.Read(cursor) : null;
        bool isCsv = WantsCsv(request);
        UsageReport report = await reports.AskAsync(query, cancellationToken);
        UsageEntry total = UsageEntry.Of(new UsageKey(), report.Total, view);
        if (isCsv)
        {
            UsageEntry[] rows = query.GroupBy == UsageDimensions.None ? [total] : [.. report.Groups.Select(group => UsageEntry.Of(group.Key, group.Figures, view))];
            return TypedResults.Text(UsageCsv.Write(rows, view), UsageCsv.ContentType);
        }

        var rest = report.Groups.Where(group => after is null || UsageKeyOrder.Instance.Compare(group.Key, after) > 0).Take(limit + 1).ToList();
        var page = rest.Take(limit).ToList();
        UsageAnswer answer = new()
        {
            From = report.From,
            To = report.To,
            Currency = view.HasFlag(UsageView.Cost) ? "USD" : null,
            Total = total,
            Data = query.GroupBy == UsageDimensions.None ? null : [.. page.Select(group => UsageEntry.Of(group.Key, group.Figures, view))],
            Next = rest.Count > page.Count ? UsageCursor.Write(page[^1].Key) : null,
        };
        return TypedResults.Json(answer, UsageJson.Default.UsageAnswer);
    });

    private static bool WantsCsv(HttpRequest request) => request.Query.Text("format") switch
    {
        "csv" => true,
        "json" => false,
        null => request.GetTypedHeaders().Accept is { Count: > 0 } accept && accept.MaxBy(static type => type.Quality ?? 1)?.MediaType == "text/csv",
        _ => throw new Errors.GatewayException(Errors.ErrorKind.InvalidRequest, "'format' must be 'json' or 'csv'.", "format"),
    };
}
