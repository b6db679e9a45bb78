namespace LlmFunctions.Resilience;

/// <summary>What this instance knows of a target, for people.</summary>
public sealed record TargetSnapshot
{
    public required string Model { get; init; }

    /// <summary>Whether it can be called now.</summary>
    public required bool Usable { get; init; }

    /// <summary>Why not; null when it can.</summary>
    public string? Reason { get; init; }

    /// <summary><c>closed</c>, <c>open</c> or <c>half_open</c>.</summary>
    public required string Breaker { get; init; }

    /// <summary>When an open breaker half-opens.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>From 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>The attempts of the last five minutes.</summary>
    public required OutcomeCounts Attempts { get; init; }

    public required int InFlight { get; init; }

    public double? LatencyMs { get; init; }

    public double? TimeToFirstTokenMs { get; init; }
}
