namespace LlmFunctions.Resilience;

/// <summary>Why a candidate cannot be called, and when that may be over.</summary>
/// <param name="Reason">Why not; <see cref="UnusableReason.None"/> when it can.</param>
/// <param name="RetryAfter">How long until it is worth another try; null where no time is known.</param>
public readonly record struct Unusable(UnusableReason Reason, TimeSpan? RetryAfter)
{
    /// <summary>Whether its rate is limited, by the provider or by the settings, and nothing else is wrong.</summary>
    public bool IsRateLimit => Reason is UnusableReason.LimitReached or UnusableReason.Cooling;

    /// <summary>The reason in words, as the end of a sentence.</summary>
    public string Text => Reason switch
    {
        UnusableReason.None => "it can be called",
        UnusableReason.LimitReached => "its limit of requests or tokens a minute is reached",
        UnusableReason.Cooling => "the provider limits its rate",
        UnusableReason.NoSecret => "its secret cannot be read",
        UnusableReason.CircuitOpen => "its circuit is open",
        UnusableReason.Exhausted => "its quota at the provider is used up",
        UnusableReason.Invalid => "the provider refuses its credentials",
        UnusableReason.Disabled => "it is switched off",
        _ => throw new InvalidOperationException($"No words for {Reason}."),
    };
}
