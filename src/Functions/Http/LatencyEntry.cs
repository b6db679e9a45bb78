using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Functions.Http;

/// <summary>How long something took, in milliseconds.</summary>
public sealed record LatencyEntry
{
    public required double Mean { get; init; }

    public required double P50 { get; init; }

    public required double P95 { get; init; }

    public required double P99 { get; init; }

    /// <summary>Null where nothing was measured.</summary>
    internal static LatencyEntry? Of(LatencyHistogram histogram) => histogram.Count == 0 ? null : new LatencyEntry
    {
        Mean = Math.Round(histogram.Sum / histogram.Count, 3),
        P50 = At(histogram, 0.5),
        P95 = At(histogram, 0.95),
        P99 = At(histogram, 0.99),
    };

    // Buckets are a few percent wide: more digits would promise what is not there.
    private static double At(LatencyHistogram histogram, double part)
    {
        double value = histogram.Percentile(part) ?? 0;
        return Math.Round(value, value < 100 ? 1 : 0);
    }
}
