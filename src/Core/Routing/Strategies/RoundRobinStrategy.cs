namespace LlmFunctions.Routing.Strategies;

/// <summary>Each in its turn.</summary>
internal sealed class RoundRobinStrategy : IRoutingStrategy
{
    public string Name => "round_robin";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        int first = (int)(context.Turn % (uint)candidates.Length);
        for (int i = 0; i < candidates.Length; i++)
        {
            ranks[i] = i >= first ? i - first : i - first + candidates.Length;
        }
    }
}
