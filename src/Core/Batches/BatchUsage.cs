using LlmFunctions.Usage;

namespace LlmFunctions.Batches;

/// <summary>The tokens that the lines of a batch have used.</summary>
public sealed record BatchUsage(long InputTokens = 0, long CachedTokens = 0, long OutputTokens = 0, long ReasoningTokens = 0)
{
    public BatchUsage Add(UsageRecord record) => new(
        InputTokens + record.PromptTokens,
        CachedTokens + record.CachedTokens,
        OutputTokens + record.CompletionTokens,
        ReasoningTokens + record.ReasoningTokens);
}
