namespace LlmFunctions.Routing.Strategies;

/// <summary>In the order in which the models are given.</summary>
internal sealed class PriorityStrategy : IRoutingStrategy
{
    public const string StrategyName = "priority";

    public string Name => StrategyName;

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context) => ranks.Clear();
}
