namespace LlmFunctions.Management;

/// <summary>What came of changes, or would come of them.</summary>
public sealed record ConfigurationOutcome
{
    /// <summary>The configuration with the changes.</summary>
    public required StoredConfiguration Configuration { get; init; }

    /// <summary>What they do.</summary>
    public required IReadOnlyList<ConfigurationDifference> Differences { get; init; }

    /// <summary>What is allowed, but perhaps not meant.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether they were made, and not only tried.</summary>
    public required bool IsApplied { get; init; }
}
