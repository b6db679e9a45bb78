using LlmFunctions.Batches;

namespace LlmFunctions.Functions.Http;

/// <summary>What a batch used, in OpenAI's form.</summary>
internal sealed record BatchUsageEntry(
    long InputTokens, BatchUsageEntry.InputDetails InputTokensDetails, long OutputTokens, BatchUsageEntry.OutputDetails OutputTokensDetails, long TotalTokens)
{
    public static BatchUsageEntry Of(BatchUsage usage) => new(
        usage.InputTokens,
        new InputDetails(usage.CachedTokens),
        usage.OutputTokens,
        new OutputDetails(usage.ReasoningTokens),
        usage.InputTokens + usage.OutputTokens);

    internal sealed record InputDetails(long CachedTokens);

    internal sealed record OutputDetails(long ReasoningTokens);
}
