using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Resilience;

/// <summary>What is worth another try, and after which wait. Knows no clock and no chance: both are given to it.</summary>
public static class RetryPolicy
{
    // Conflict and "too early": https://www.rfc-editor.org/rfc/rfc8470#section-5.2
    private const int Conflict = 409;
    private const int TooEarly = 425;
    private const int NotImplemented = 501;
    private const int VersionNotSupported = 505;

    public static RetryStep StepAfter(GatewayError error) => error.Kind switch
    {
        ErrorKind.RateLimited => RetryStep.Elsewhere,
        ErrorKind.InsufficientQuota or ErrorKind.UpstreamAuthentication => RetryStep.NextAccount,
        ErrorKind.ContextLengthExceeded => RetryStep.LargerWindow,
        ErrorKind.ContentPolicy => RetryStep.OtherModel,
        ErrorKind.ModelNotFound or ErrorKind.NotFound or ErrorKind.UnsupportedField or ErrorKind.RequestTooLarge => RetryStep.NextCandidate,
        ErrorKind.UpstreamTimeout when error.UpstreamStatus is null => RetryStep.Silent,
        ErrorKind.UpstreamError when error.UpstreamStatus is < 500 or NotImplemented or VersionNotSupported => RetryStep.NextCandidate,
        // A provider in trouble that names a time is left alone until then.
        ErrorKind.UpstreamError or ErrorKind.UpstreamTimeout when error.RetryAfter is not null => RetryStep.Elsewhere,
        ErrorKind.UpstreamError or ErrorKind.UpstreamTimeout or ErrorKind.UpstreamStreamCut => RetryStep.Retry,
        ErrorKind.InvalidRequest when error.UpstreamStatus is Conflict or TooEarly => RetryStep.Retry,
        _ => RetryStep.End,
    };

    /// <summary>
    /// Exponential back-off with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): a
    /// random part of a time that doubles.
    /// </summary>
    /// <param name="options">What is configured.</param>
    /// <param name="retry">How many repetitions there have been.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Backoff(RetryOptions options, int retry, double chance)
    {
        double longest = Math.Min(options.MaxBackoff.Ticks, options.Backoff.Ticks * Math.Pow(2, retry));
        return TimeSpan.FromTicks((long)(longest * chance));
    }
}
