namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Retry__…</c>: how often, and after which waits, a failed attempt is repeated.</summary>
public sealed record RetryOptions
{
    /// <summary>How often a candidate is called again at most, after its first failure. 0 to 10.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The longest wait before the first repetition; doubles with each, and the real wait is a random part of it.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the doubled wait does not go beyond.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest wait that a provider may ask for; one that asks for more has failed.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
