namespace LlmFunctions.Routing.Strategies;

/// <summary>The one with the fewest calls under way, in relation to its weight; among equals each in its turn.</summary>
internal sealed class LeastConnectionsStrategy : IRoutingStrategy
{
    private const double Turn = 1e-9;
    private const double LeastWeight = 1e-6;

    public string Name => "least_connections";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        int first = (int)(context.Turn % (uint)candidates.Length);
        for (int i = 0; i < candidates.Length; i++)
        {
            int turn = i >= first ? i - first : i - first + candidates.Length;
            ranks[i] = (candidates[i].Health.InFlight / Math.Max(candidates[i].Weight, LeastWeight)) + (turn * Turn);
        }
    }
}
