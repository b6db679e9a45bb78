namespace LlmFunctions.Resilience;

/// <summary>What this instance knows of an account, for people.</summary>
public sealed record AccountSnapshot
{
    public required string Id { get; init; }

    /// <summary><c>active</c>, <c>cooling</c>, <c>exhausted</c>, <c>invalid</c> or <c>disabled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it is active and was not found to be down by a probe.</summary>
    public required bool Usable { get; init; }

    /// <summary>When the status ends by itself; null when it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>From 0 to 1.</summary>
    public required double Score { get; init; }

    public required int InFlight { get; init; }

    /// <summary>The last probe, on whichever instance.</summary>
    public ProbeOutcome? Probe { get; init; }

    /// <summary>The models that this instance called of late, or that cannot be called.</summary>
    public required IReadOnlyList<TargetSnapshot> Models { get; init; }
}
