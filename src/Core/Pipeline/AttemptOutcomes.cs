using LlmFunctions.Errors;

namespace LlmFunctions.Pipeline;

/// <summary>The words that usage records have for how an attempt ended.</summary>
internal static class AttemptOutcomes
{
    public const string ClientClosed = "client_closed";
    public const string StreamCut = "stream_cut";
    public const string Timeout = "timeout";
    public const string Superseded = "superseded";
    public const string UpstreamError = "upstream_error";

    public static string Of(ErrorKind kind) => kind switch
    {
        ErrorKind.ClientClosed => ClientClosed,
        ErrorKind.UpstreamStreamCut => StreamCut,
        ErrorKind.UpstreamTimeout => Timeout,
        ErrorKind.RateLimited => "rate_limited",
        ErrorKind.InsufficientQuota => "insufficient_quota",
        ErrorKind.UpstreamAuthentication => "authentication_failed",
        ErrorKind.ContextLengthExceeded => "context_length_exceeded",
        ErrorKind.ContentPolicy => "content_policy",
        ErrorKind.InvalidRequest or ErrorKind.ModelNotFound or ErrorKind.RequestTooLarge => "rejected",
        ErrorKind.Internal => "internal_error",
        _ => UpstreamError,
    };
}
