namespace LlmFunctions.Routing.Strategies;

/// <summary>The healthiest first. Differences below a hundredth are none, so that the order does not change with every call.</summary>
internal sealed class HealthBasedStrategy : IRoutingStrategy
{
    public string Name => "health_based";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            ranks[i] = 1 - Math.Round(candidates[i].Health.Score, 2);
        }
    }
}
