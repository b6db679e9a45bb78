using LlmFunctions.Experiments.Statistics;

namespace LlmFunctions.Experiments.Reports;

/// <summary>A difference between two variants.</summary>
/// <param name="Value">The difference.</param>
/// <param name="Low">Where its 95 % confidence interval begins; absent where there is too little to tell.</param>
/// <param name="High">Where that ends.</param>
/// <param name="Significant">Whether chance alone hardly explains it: the interval is on one side of what would be no difference.</param>
public sealed record Difference(double Value, double? Low, double? High, bool Significant)
{
    internal static Difference Of(Estimate estimate, double none = 0) => new(estimate.Value, estimate.Low, estimate.High, estimate.Excludes(none));
}
