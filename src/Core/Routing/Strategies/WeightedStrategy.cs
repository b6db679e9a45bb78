namespace LlmFunctions.Routing.Strategies;

/// <summary>
/// By chance, each in proportion to its weight, and among those that remain the same again. A weight of 0 comes after all
/// others.
/// </summary>
/// <remarks>
/// The order by -ln(u)/w is a draw without replacement: Efraimidis and Spirakis, "Weighted random sampling with a reservoir",
/// 2006.
/// </remarks>
internal sealed class WeightedStrategy(Random random) : IRoutingStrategy
{
    private readonly Lock _lock = new();

    public string Name => "weighted";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        // A source of chance that has a seed must not be used by two at once.
        lock (_lock)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                ranks[i] = random.NextDouble();
            }
        }

        for (int i = 0; i < candidates.Length; i++)
        {
            // From the interval without its end, so that the logarithm is there.
            ranks[i] = candidates[i].Weight > 0 ? -Math.Log(1 - ranks[i]) / candidates[i].Weight : double.MaxValue;
        }
    }
}
