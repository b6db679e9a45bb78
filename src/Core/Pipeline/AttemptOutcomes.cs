using LlmFunctions.Errors;

namespace LlmFunctions.Pipeline;

/// <summary>The words that usage records have for how an attempt ended.</summary>
internal static class AttemptOutcomes
{
    public static string Of(ErrorKind kind) => kind switch
    {
        ErrorKind.ClientClosed => "client_closed",
        ErrorKind.UpstreamStreamCut => "stream_cut",
        ErrorKind.UpstreamTimeout => "timeout",
        ErrorKind.RateLimited => "rate_limited",
        ErrorKind.InsufficientQuota => "insufficient_quota",
        ErrorKind.UpstreamAuthentication => "authentication_failed",
        ErrorKind.ContextLengthExceeded => "context_length_exceeded",
        ErrorKind.ContentPolicy => "content_policy",
        ErrorKind.InvalidRequest or ErrorKind.ModelNotFound or ErrorKind.RequestTooLarge => "rejected",
        ErrorKind.Internal => "internal_error",
        _ => "upstream_error",
    };
}
