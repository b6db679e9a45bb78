namespace LlmFunctions.ParallelInference;

/// <summary>The tokens of one answer.</summary>
public sealed record ParallelTokens(long Input, long Output, long Total);
