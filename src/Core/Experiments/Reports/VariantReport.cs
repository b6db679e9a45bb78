using LlmFunctions.Experiments.Statistics;

namespace LlmFunctions.Experiments.Reports;

/// <summary>How a variant fared.</summary>
public sealed record VariantReport
{
    public required string Variant { get; init; }

    /// <summary>What answers; absent where the experiment has the variant no more.</summary>
    public string? Target { get; init; }

    /// <summary>The part of all users that it gets as the weights are now, from 0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>The calls that it was given.</summary>
    public required long Requests { get; init; }

    /// <summary>The attempts that were made to answer them.</summary>
    public required long Attempts { get; init; }

    /// <summary>Calls without an answer.</summary>
    public required long Errors { get; init; }

    /// <summary>Calls that the client left; neither answered nor errors.</summary>
    public required long Cancelled { get; init; }

    /// <summary>The part of the calls, without those that were cancelled, that were errors.</summary>
    public Estimate? ErrorRate { get; init; }

    /// <summary>How long attempts took.</summary>
    public VariantLatency? LatencyMs { get; init; }

    /// <summary>US dollars, all together.</summary>
    public required decimal Cost { get; init; }

    /// <summary>US dollars for a call.</summary>
    public Estimate? CostPerRequest { get; init; }

    /// <summary>How often feedback was given.</summary>
    public required long FeedbackCount { get; init; }

    /// <summary>The mean of its scores, from 0 to 1.</summary>
    public Estimate? FeedbackScore { get; init; }

    /// <summary>What differs from the control; absent for the control.</summary>
    public VariantComparison? AgainstControl { get; init; }
}
