namespace LlmFunctions.Routing.Strategies;

/// <summary>The cheapest first, by what the call is estimated to cost; those without a known price last.</summary>
internal sealed class CostOptimizedStrategy : IRoutingStrategy
{
    public const string StrategyName = "cost_optimized";

    public string Name => StrategyName;

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            ranks[i] = CostEstimate.Rank(context.Demand, candidates[i].Candidate, context.ExpectedOutputTokens);
        }
    }
}
