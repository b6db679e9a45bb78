using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Statistics;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Experiments.Reports;

/// <summary>What was counted of a variant, as the samples that variants are compared by.</summary>
internal sealed class VariantFigures(UsageFigures usage, ScoreSums scores)
{
    // Of a call at most one attempt is a success. When the client leaves, those that are under way end so.
    public long Cancelled { get; } = Math.Min(usage.Outcomes.GetValueOrDefault(AttemptOutcomes.ClientClosed), Math.Max(0, usage.Calls - usage.Successes));

    public long Errors => Math.Max(0, usage.Calls - usage.Successes - Cancelled);

    public UsageFigures Usage => usage;

    public ScoreSums Scores => scores;

    public Proportion? ErrorRate => usage.Calls - Cancelled is > 0 and var ended ? new Proportion(Errors, ended) : null;

    /// <summary>What calls cost. How far that is apart is known of attempts only: as many as there were, each as dear as it happens to be.</summary>
    public Sample? Cost => usage.Calls == 0 ? null : new Sample(
        usage.Calls,
        (double)usage.Cost / usage.Calls,
        Sample.OfSums(usage.Requests, (double)usage.Cost, usage.CostSquares).Variance * usage.Requests / usage.Calls);

    /// <summary>The logarithms of the durations: these are spread evenly, durations themselves are not.</summary>
    public Sample? Latency => usage.Durations.Count > 0 ? Sample.OfCounts(usage.Durations.Powers()) : null;

    public Estimate? Score => scores.Count == 0 ? null : scores.AreThumbs ? Thumbs.Rate() : Graded.Average();

    public VariantComparison Against(VariantFigures control) => new()
    {
        ErrorRate = ErrorRate is { } rate && control.ErrorRate is { } controlRate ? Difference.Of(rate.Minus(controlRate)) : null,
        CostPerRequest = Cost is { } cost && control.Cost is { } controlCost ? Difference.Of(cost.Minus(controlCost)) : null,
        LatencyRatio = Latency is { } latency && control.Latency is { } controlLatency ? Difference.Of(Power(latency.Minus(controlLatency)), none: 1) : null,
        FeedbackScore = scores.Count == 0 || control.Scores.Count == 0 ? null
            : Difference.Of(scores.AreThumbs && control.Scores.AreThumbs ? Thumbs.Minus(control.Thumbs) : Graded.Minus(control.Graded)),
    };

    private Proportion Thumbs => new(scores.Sum, scores.Count);

    private Sample Graded => Sample.OfSums(scores.Count, scores.Sum, scores.Squares);

    private static Estimate Power(Estimate logarithm) => new(Math.Pow(2, logarithm.Value), Power(logarithm.Low), Power(logarithm.High));

    private static double? Power(double? logarithm) => logarithm is { } known ? Math.Pow(2, known) : null;
}
