namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Experiments__&lt;name&gt;__…</c>: a model that is answered by several, to find out which is the best.</summary>
public sealed record ExperimentOptions
{
    /// <summary>What the experiment is called. Who gets which variant hangs on it: under another name all are given out anew.</summary>
    public required string Name { get; init; }

    /// <summary>Whose calls are split: the model, alias or route that is asked for by this very name, or <c>auto</c>.</summary>
    public required string Model { get; init; }

    /// <summary>What answers instead, by name.</summary>
    public IReadOnlyList<VariantOptions> Variants { get; init; } = [];

    /// <summary>The variant that the others are compared with; by default <c>control</c>, or the first by name.</summary>
    public required string Control { get; init; }

    /// <summary>The apps that take part; empty for all.</summary>
    public IReadOnlyList<string> Apps { get; init; } = [];

    /// <summary>When it begins; null for at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it is over; null for never.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whether calls are split at all.</summary>
    public bool Enabled { get; init; } = true;

    internal bool HasApp(string app) => Apps.Count == 0 || Apps.Contains(app, StringComparer.OrdinalIgnoreCase);

    internal bool IsUnderWay(DateTimeOffset now) => Enabled && !(now < Start) && !(now >= End);
}
