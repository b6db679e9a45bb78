namespace LlmFunctions.Resilience;

/// <summary>Why a candidate cannot be called, and when that may be over.</summary>
/// <param name="Reason">Why not; <see cref="UnusableReason.None"/> when it can.</param>
/// <param name="RetryAfter">How long until it is worth another try; null where no time is known.</param>
public readonly record struct Unusable(UnusableReason Reason, TimeSpan? RetryAfter)
{
    /// <summary>The reason in words that follow the candidate's name.</summary>
    public string Text => Reason switch
    {
        UnusableReason.None => "can be called",
        UnusableReason.LimitReached => "has reached its limit of requests or tokens a minute",
        UnusableReason.Cooling => "is rate limited by the provider",
        UnusableReason.CircuitOpen => "failed too often and is given time to recover",
        UnusableReason.Exhausted => "has used up its quota at the provider",
        UnusableReason.Invalid => "has no credentials that the provider accepts",
        UnusableReason.Disabled => "is switched off",
        UnusableReason.AllTried => "was tried with every account",
        _ => throw new InvalidOperationException($"No words for {Reason}."),
    };
}
