namespace LlmFunctions.Routing.Strategies;

/// <summary>
/// The one that is expected to answer soonest: the observed time (for streams that to the first token), once for the call
/// itself and once for each that it is working on, longer the more of its calls fail. One that has never been called is tried, but not by many at once.
/// </summary>
internal sealed class PerformanceFirstStrategy : IRoutingStrategy
{
    // What a candidate is taken to need as long as its first calls are under way.
    private static readonly TimeSpan Unproven = TimeSpan.FromSeconds(10);
    private const double LeastSuccess = 0.01;

    public string Name => "performance_first";

    public void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            CandidateHealth health = candidates[i].Health;
            TimeSpan? observed = context.Demand.IsStreaming ? health.TimeToFirstToken ?? health.Latency : health.Latency ?? health.TimeToFirstToken;
            TimeSpan expected = observed ?? (health.InFlight == 0 ? TimeSpan.Zero : Unproven);
            ranks[i] = expected.TotalMilliseconds * (health.InFlight + 1) / Math.Max(health.SuccessRate, LeastSuccess);
        }
    }
}
