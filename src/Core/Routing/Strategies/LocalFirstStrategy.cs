namespace LlmFunctions.Routing.Strategies;

/// <summary>What runs on this machine or in this network first, then the others.</summary>
internal sealed class LocalFirstStrategy : IRoutingStrategy
{
    public string Name => "local_first";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            ranks[i] = candidates[i].IsLocal ? 0 : 1;
        }
    }
}
