using System.Globalization;
using System.Text;
using LlmFunctions.Text;

namespace LlmFunctions.Functions.Http;

/// <summary>Writes figures as a table for spreadsheets.</summary>
internal static class UsageCsv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private static readonly (string Name, UsageView Views, Func<UsageEntry, object?> Value)[] Columns =
    [
        ("start", UsageView.None, static entry => entry.Start?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("app", UsageView.None, static entry => entry.App),
        ("provider", UsageView.None, static entry => entry.Provider),
        ("account", UsageView.None, static entry => entry.Account),
        ("model", UsageView.None, static entry => entry.Model),
        ("user", UsageView.None, static entry => entry.User),
        ("key", UsageView.None, static entry => entry.Key),
        ("requests", UsageView.All, static entry => entry.Requests),
        ("successes", UsageView.Usage | UsageView.Performance, static entry => entry.Successes),
        ("errors", UsageView.Usage | UsageView.Performance, static entry => entry.Errors),
        ("cancelled", UsageView.Usage | UsageView.Performance, static entry => entry.Cancelled),
        ("error_rate", UsageView.Performance, static entry => entry.ErrorRate),
        ("streamed_requests", UsageView.Usage, static entry => entry.StreamedRequests),
        ("prompt_tokens", UsageView.Usage, static entry => entry.PromptTokens),
        ("completion_tokens", UsageView.Usage, static entry => entry.CompletionTokens),
        ("total_tokens", UsageView.Usage | UsageView.Cost, static entry => entry.TotalTokens),
        ("cached_tokens", UsageView.Usage, static entry => entry.CachedTokens),
        ("cache_write_tokens", UsageView.Usage, static entry => entry.CacheWriteTokens),
        ("reasoning_tokens", UsageView.Usage, static entry => entry.ReasoningTokens),
        ("estimated_requests", UsageView.Usage, static entry => entry.EstimatedRequests),
        ("cost_usd", UsageView.Cost, static entry => entry.Cost),
        ("unpriced_requests", UsageView.Cost, static entry => entry.UnpricedRequests),
        ("latency_ms_mean", UsageView.Performance, static entry => entry.LatencyMs?.Mean),
        ("latency_ms_p50", UsageView.Performance, static entry => entry.LatencyMs?.P50),
        ("latency_ms_p95", UsageView.Performance, static entry => entry.LatencyMs?.P95),
        ("latency_ms_p99", UsageView.Performance, static entry => entry.LatencyMs?.P99),
        ("time_to_first_token_ms_p50", UsageView.Performance, static entry => entry.TimeToFirstTokenMs?.P50),
        ("time_to_first_token_ms_p95", UsageView.Performance, static entry => entry.TimeToFirstTokenMs?.P95),
        ("time_to_first_token_ms_p99", UsageView.Performance, static entry => entry.TimeToFirstTokenMs?.P99),
    ];

    /// <summary>Writes the columns of a view, and of what is told apart those that have a value anywhere.</summary>
    public static string Write(IReadOnlyList<UsageEntry> entries, UsageView view)
    {
        var columns = Columns.Where(column => column.Views == UsageView.None ? entries.Any(entry => column.Value(entry) is not null) : (column.Views & view) != 0).ToArray();
        StringBuilder csv = new();
        csv.Append(CsvText.Line(columns.Select(static column => column.Name)));
        foreach (UsageEntry entry in entries)
        {
            csv.Append(CsvText.Line(columns.Select(column => Text(column.Value(entry)))));
        }

        return csv.ToString();
    }

    private static string? Text(object? value) => value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value as string;
}
