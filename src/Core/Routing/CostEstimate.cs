using LlmFunctions.Catalog;

namespace LlmFunctions.Routing;

/// <summary>What a call will cost, before it is made: the prompt as it is estimated, and the longest answer that is asked for.</summary>
internal static class CostEstimate
{
    private const decimal PerToken = 0.000001m;
    private const double TokensAPrice = 1_000_000;

    /// <summary>US dollars; null when the price is not known.</summary>
    public static decimal? Of(Demand demand, Candidate candidate, int expectedOutputTokens) => PriceOf(demand, candidate) is { } price
        ? (((demand.PromptTokens * price.Input) + (Output(demand, expectedOutputTokens) * price.Output)) * PerToken) + (price.PerRequest ?? 0)
        : null;

    /// <summary>The same to compare with others, near enough for that and faster; those whose price is not known are last.</summary>
    public static double Rank(Demand demand, Candidate candidate, int expectedOutputTokens) => PriceOf(demand, candidate) is { } price
        ? (demand.PromptTokens * (double)price.Input) + (Output(demand, expectedOutputTokens) * (double)price.Output) + ((double)(price.PerRequest ?? 0) * TokensAPrice)
        : double.MaxValue;

    private static long Output(Demand demand, int expectedOutputTokens) => (demand.OutputLimit ?? expectedOutputTokens) * (long)demand.Answers;

    private static ModelPrice? PriceOf(Demand demand, Candidate candidate)
    {
        // By index: an enumerator for each candidate of each call would add up.
        IReadOnlyList<ModelPrice> prices = candidate.Info?.Prices ?? [];
        for (int i = 0; i < prices.Count; i++)
        {
            if (prices[i].UpToPromptTokens is not { } limit || demand.PromptTokens <= limit)
            {
                return prices[i];
            }
        }

        return null;
    }
}
