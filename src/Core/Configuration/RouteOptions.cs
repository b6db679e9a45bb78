namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Routing__Routes__&lt;name&gt;__…</c>: a name that stands for several models.</summary>
public sealed record RouteOptions
{
    public required string Name { get; init; }

    /// <summary>The models among which the strategy chooses; each may also be an alias or another route.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What share each of <see cref="Models"/> gets; 1 where nothing is said.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>The strategy; null for that of the app or the gateway.</summary>
    public string? Strategy { get; init; }

    /// <summary>What is tried, in order, when none of <see cref="Models"/> can serve.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];
}
