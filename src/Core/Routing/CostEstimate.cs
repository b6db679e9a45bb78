using LlmFunctions.Catalog;

namespace LlmFunctions.Routing;

/// <summary>What a call will cost, before it is made.</summary>
internal static class CostEstimate
{
    private const decimal PerToken = 0.000001m;

    /// <summary>US dollars for the prompt as it is estimated and the longest answer that is asked for; null when the price is not known.</summary>
    public static decimal? Of(Demand demand, Candidate candidate, int expectedOutputTokens)
    {
        // By index: an enumerator for each candidate of each call would add up.
        IReadOnlyList<ModelPrice> prices = candidate.Info?.Prices ?? [];
        for (int i = 0; i < prices.Count; i++)
        {
            ModelPrice price = prices[i];
            if (price.UpToPromptTokens is not { } limit || demand.PromptTokens <= limit)
            {
                long output = (demand.OutputLimit ?? expectedOutputTokens) * (long)demand.Answers;
                return ((demand.PromptTokens * price.Input) + (output * price.Output)) * PerToken;
            }
        }

        return null;
    }
}
