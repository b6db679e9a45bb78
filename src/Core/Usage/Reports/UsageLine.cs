namespace LlmFunctions.Usage.Reports;

/// <summary>What sums are made of: the part of a usage record that they need.</summary>
public sealed record UsageLine
{
    public required DateTimeOffset StartedAt { get; init; }

    public required string App { get; init; }

    public required string KeyId { get; init; }

    public string? User { get; init; }

    public required string Model { get; init; }

    public required string Provider { get; init; }

    public required string Account { get; init; }

    /// <summary>The experiment that split the call; null where none did.</summary>
    public string? Experiment { get; init; }

    public string? Variant { get; init; }

    /// <summary>The attempt's number within its call, from 1.</summary>
    public int Attempt { get; init; } = 1;

    public bool Streamed { get; init; }

    public long PromptTokens { get; init; }

    public long CompletionTokens { get; init; }

    public long CachedTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public bool Estimated { get; init; }

    public decimal? Cost { get; init; }

    /// <summary>The shares of limits that it was booked on, separated by spaces.</summary>
    public string? Shares { get; init; }

    public required string Outcome { get; init; }

    public required double DurationMs { get; init; }

    public double? TimeToFirstTokenMs { get; init; }
}
