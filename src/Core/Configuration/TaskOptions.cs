namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Routing__Tasks__&lt;task&gt;__…</c>: which models <c>auto</c> takes for a <c>task_type</c>.</summary>
public sealed record TaskOptions
{
    public required string Name { get; init; }

    /// <summary>The models among which the strategy chooses.</summary>
    public IReadOnlyList<string> Primary { get; init; } = [];

    /// <summary>What is tried, in order, when none of <see cref="Primary"/> can serve.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];
}
