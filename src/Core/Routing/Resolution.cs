namespace LlmFunctions.Routing;

/// <summary>What a name stands for.</summary>
/// <param name="Tiers">The candidates.</param>
/// <param name="Missing">Why models that belong to it are not among them.</param>
/// <param name="ValidUntil">When a model's end changes it.</param>
internal sealed record Resolution(IReadOnlyList<RouteTier> Tiers, IReadOnlyList<string> Missing, DateTimeOffset ValidUntil)
{
    /// <summary>That the name itself is at its end, where no candidate tells.</summary>
    public ModelNotice? Over { get; init; }

    /// <summary>How many candidates there are.</summary>
    public int Count { get; } = Tiers.Sum(static tier => tier.Entries.Length);
}
