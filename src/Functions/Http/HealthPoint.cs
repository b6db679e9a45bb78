using LlmFunctions.Resilience;

namespace LlmFunctions.Functions.Http;

/// <summary>A point of an account's history.</summary>
public sealed record HealthPoint
{
    public required DateTimeOffset At { get; init; }

    public required string Provider { get; init; }

    public required string Account { get; init; }

    /// <summary>What the probe found out.</summary>
    public required ProbeResult Result { get; init; }

    public required double DurationMs { get; init; }

    public string? Error { get; init; }

    /// <summary>The account's status then.</summary>
    public required AccountStatus Status { get; init; }

    public required double Score { get; init; }

    /// <summary>Calls of the five minutes before that went well.</summary>
    public required int Successes { get; init; }

    /// <summary>The others.</summary>
    public required int Failures { get; init; }

    internal static HealthPoint Of(ProbeRecord record) => new()
    {
        At = record.Probe.At,
        Provider = record.Provider,
        Account = record.Account,
        Result = record.Probe.Result,
        DurationMs = record.Probe.DurationMs,
        Error = record.Probe.Error,
        Status = record.Status,
        Score = record.Score,
        Successes = record.Successes,
        Failures = record.Failures,
    };
}
