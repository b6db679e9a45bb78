namespace LlmFunctions.Resilience;

/// <summary>What instances share about an account or, where a model is named, about a target.</summary>
public sealed record HealthRow
{
    public required string Provider { get; init; }

    public required string Account { get; init; }

    /// <summary>The target's model; empty for the account as such.</summary>
    public string Model { get; init; } = "";

    public SharedState State { get; init; }

    /// <summary>When the state ends by itself; null when it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Which key was refused, by its fingerprint.</summary>
    public string? RefusedKey { get; init; }

    /// <summary>When the state began; null where nobody has reported one yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The last probe, for accounts.</summary>
    public ProbeOutcome? Probe { get; init; }

    /// <summary>The store's mark of this version of the row.</summary>
    public string? Version { get; init; }

    public TargetKey Key => new(Provider, Account, Model);
}
