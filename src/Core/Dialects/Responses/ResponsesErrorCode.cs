using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Responses;

/// <summary>The codes that a failed response has for why it failed.</summary>
internal static class ResponsesErrorCode
{
    public static string Of(ErrorKind kind) => kind switch
    {
        ErrorKind.RateLimited => "rate_limit_exceeded",
        ErrorKind.InsufficientQuota => "insufficient_quota",
        ErrorKind.ContextLengthExceeded => "context_length_exceeded",
        ErrorKind.InvalidRequest or ErrorKind.UnsupportedField or ErrorKind.ContentPolicy or ErrorKind.RequestTooLarge => "invalid_prompt",
        _ => "server_error",
    };
}
