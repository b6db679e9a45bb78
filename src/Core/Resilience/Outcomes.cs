using LlmFunctions.Errors;

namespace LlmFunctions.Resilience;

/// <summary>Which failures are the target's, and of what kind.</summary>
internal static class Outcomes
{
    public static OutcomeKind Of(ErrorKind? failure) => failure switch
    {
        null => OutcomeKind.Success,
        ErrorKind.UpstreamError => OutcomeKind.Error,
        ErrorKind.UpstreamTimeout => OutcomeKind.Timeout,
        ErrorKind.UpstreamStreamCut => OutcomeKind.Cut,
        ErrorKind.RateLimited or ErrorKind.InsufficientQuota => OutcomeKind.RateLimited,
        ErrorKind.UpstreamAuthentication => OutcomeKind.Refused,
        _ => OutcomeKind.None,
    };
}
