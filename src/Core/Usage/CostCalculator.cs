using LlmFunctions.Catalog;

namespace LlmFunctions.Usage;

/// <summary>What a call costs by the catalog's prices: exact, nothing is rounded.</summary>
public static class CostCalculator
{
    // Multiplying shifts the decimal point; dividing could round.
    private const decimal PerToken = 0.000001m;

    /// <summary>
    /// The cost in US dollars; null when the catalog has no price for a prompt of this length. Every token is billed
    /// once: what was read from or written to the cache is not also billed as input, reasoning not also as output. The
    /// length of the whole prompt selects the tier, and the whole call is billed at its prices.
    /// </summary>
    /// <remarks>
    /// Where a part is larger than the whole, the part is billed in full and the rest counts as zero: tokens that a
    /// provider reported are never lost, and a cost is never negative.
    /// </remarks>
    public static decimal? Cost(TokenUsage usage, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        decimal cached = AtLeastZero(usage.CachedTokens);
        decimal oneHour = AtLeastZero(usage.CacheWriteOneHourTokens);
        decimal written = Math.Max(AtLeastZero(usage.CacheWriteTokens), oneHour);
        decimal prompt = Math.Max(AtLeastZero(usage.PromptTokens), cached + written);
        decimal reasoning = AtLeastZero(usage.ReasoningTokens);
        decimal completion = Math.Max(AtLeastZero(usage.CompletionTokens), reasoning);

        if (Tier(model, prompt) is not { } price)
        {
            return null;
        }

        decimal write = price.CacheWrite ?? price.Input;
        decimal sum = ((prompt - cached - written) * price.Input)
            + (cached * (price.CachedInput ?? price.Input))
            + ((written - oneHour) * write)
            + (oneHour * (price.CacheWriteOneHour ?? write))
            + ((completion - reasoning) * price.Output)
            + (reasoning * (price.Reasoning ?? price.Output));
        return (sum * PerToken) + (AtLeastZero(usage.Images) * (price.PerImage ?? 0)) + (AtLeastZero(usage.Requests) * (price.PerRequest ?? 0));
    }

    private static ModelPrice? Tier(ModelInfo model, decimal promptTokens)
    {
        foreach (ModelPrice price in model.Prices)
        {
            if (price.UpToPromptTokens is not { } limit || promptTokens <= limit)
            {
                return price;
            }
        }

        return null;
    }

    private static decimal AtLeastZero(long count) => Math.Max(0, count);
}
