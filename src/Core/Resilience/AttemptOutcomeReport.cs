using LlmFunctions.Errors;

namespace LlmFunctions.Resilience;

/// <summary>How an attempt ended, as far as it tells about its target.</summary>
public readonly record struct AttemptOutcomeReport
{
    /// <summary>Why it failed; null when it went well.</summary>
    public ErrorKind? Failure { get; init; }

    /// <summary>How long the provider asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public TimeSpan Duration { get; init; }

    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The HTTP status that the provider answered with; null when none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The tokens that it used, prompt included.</summary>
    public long Tokens { get; init; }

    /// <summary>The key that it was made with, where the provider refused it.</summary>
    public string? RefusedKey { get; init; }
}
