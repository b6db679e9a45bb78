namespace LlmFunctions.Experiments.Reports;

/// <summary>How long attempts took, in milliseconds.</summary>
public sealed record VariantLatency(double Mean, double? P50, double? P95);
