namespace LlmFunctions.Experiments.Reports;

/// <summary>How a variant differs from the control; absent is what one of the two has no figure for.</summary>
public sealed record VariantComparison
{
    /// <summary>The variant's rate less the control's.</summary>
    public Difference? ErrorRate { get; init; }

    /// <summary>How many times the control's the variant's typical (geometric mean) time is: 1 where they are alike.</summary>
    public Difference? LatencyRatio { get; init; }

    /// <summary>The variant's cost of a call less the control's, in US dollars.</summary>
    public Difference? CostPerRequest { get; init; }

    /// <summary>The variant's mean score less the control's.</summary>
    public Difference? FeedbackScore { get; init; }
}
