namespace LlmFunctions.Diagnostics;

/// <summary>How often a value was at most as large as each bound.</summary>
/// <param name="Bounds">Upper bounds, ascending.</param>
/// <param name="Counts">How many values fell between a bound and the one before; the last is what is above all bounds.</param>
/// <param name="Sum">The sum of all values.</param>
internal sealed record HistogramFigures(double[] Bounds, long[] Counts, double Sum);
