namespace LlmFunctions.Resilience;

/// <summary>A point of an account's history.</summary>
public sealed record ProbeRecord
{
    public required string Provider { get; init; }

    public required string Account { get; init; }

    public required ProbeOutcome Probe { get; init; }

    public required AccountStatus Status { get; init; }

    /// <summary>The health score from 0 to 1, as the instance that probed sees it.</summary>
    public required double Score { get; init; }

    /// <summary>The attempts of the last five minutes that went well, as the instance that probed sees them.</summary>
    public required int Successes { get; init; }

    /// <summary>The others.</summary>
    public required int Failures { get; init; }
}
