namespace LlmFunctions.ParallelInference;

/// <summary>What the judge's own call took.</summary>
public sealed record JudgeReport(string Model, string? Provider, ParallelTokens? Tokens, long LatencyMs, decimal? Cost);
