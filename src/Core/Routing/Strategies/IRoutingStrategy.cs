namespace LlmFunctions.Routing.Strategies;

/// <summary>A way to put candidates into the order in which they are tried.</summary>
internal interface IRoutingStrategy
{
    /// <summary>The name in settings and headers.</summary>
    string Name { get; }

    /// <summary>Gives each candidate a rank: the lowest is tried first, and equal ones keep their order.</summary>
    void Rank(ReadOnlySpan<RankedCandidate> candidates, Span<double> ranks, RankingContext context);
}
