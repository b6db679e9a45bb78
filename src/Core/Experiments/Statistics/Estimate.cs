namespace LlmFunctions.Experiments.Statistics;

/// <summary>A figure of a sample, and between what it may lie in truth.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Where its 95 % confidence interval begins; null where the sample is too small, or too even, to tell.</param>
/// <param name="High">Where that ends.</param>
public sealed record Estimate(double Value, double? Low, double? High)
{
    /// <summary>Whether the interval is on one side of a value.</summary>
    public bool Excludes(double value) => Low > value || High < value;
}
