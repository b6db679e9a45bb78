namespace LlmFunctions.Errors;

/// <summary>What providers' failures have in common, whatever their dialect.</summary>
public static class UpstreamErrors
{
    private const int NotFound = 404;

    /// <summary>Makes the error for a status, with the provider's message and code where its body had them.</summary>
    public static GatewayError FromStatus(int status, string? message, string? code = null, string? param = null)
    {
        ErrorKind kind = KindOf(status, message, code);
        return new GatewayError
        {
            Kind = kind,
            Message = kind == ErrorKind.UpstreamAuthentication ? $"The provider refused the gateway's credentials (HTTP {status})."
                : status == NotFound && kind == ErrorKind.UpstreamError ? "The provider's address answered with HTTP 404: check its BaseUrl in the settings."
                : string.IsNullOrWhiteSpace(message) ? $"The provider answered with HTTP {status} and no message."
                : message,
            Param = param,
            Code = KeepsCode(kind) ? code : null,
            UpstreamStatus = status,
        };
    }

    /// <summary>The provider's answer could not be understood.</summary>
    public static GatewayException Malformed(string what, Exception? innerException = null) =>
        new(new GatewayError { Kind = ErrorKind.UpstreamError, Message = $"The provider sent {what}.", IsMalformed = true }, innerException);

    /// <summary>The provider's stream ended before its terminal event.</summary>
    public static GatewayException Cut() =>
        new(ErrorKind.UpstreamStreamCut, "The provider's stream ended before the answer was complete.");

    private static ErrorKind KindOf(int status, string? message, string? code) => status switch
    {
        401 or 403 => ErrorKind.UpstreamAuthentication,
        402 => ErrorKind.InsufficientQuota,
        NotFound => IsOfTheAddress(message, code) ? ErrorKind.UpstreamError : ErrorKind.ModelNotFound,
        408 or 504 => ErrorKind.UpstreamTimeout,
        413 => ErrorKind.RequestTooLarge,
        429 when code == "insufficient_quota" => ErrorKind.InsufficientQuota,
        429 => ErrorKind.RateLimited,
        >= 400 and < 500 when IsContextLength(message, code) => ErrorKind.ContextLengthExceeded,
        >= 400 and < 500 when IsContentPolicy(code) => ErrorKind.ContentPolicy,
        >= 400 and < 500 => ErrorKind.InvalidRequest,
        _ => ErrorKind.UpstreamError,
    };

    // A provider that does not know the model says so; web servers and routers say that they have no such page.
    private static bool IsOfTheAddress(string? message, string? code) =>
        code != "model_not_found"
        && (string.IsNullOrWhiteSpace(message)
            || message.Trim().TrimEnd('.').ToUpperInvariant() is "NOT FOUND" or "404" or "404 NOT FOUND" or "404 PAGE NOT FOUND" or "PAGE NOT FOUND"
            || message.StartsWith("Invalid URL", StringComparison.OrdinalIgnoreCase));

    // Providers that report the length without a code say it in one of these phrases.
    private static bool IsContextLength(string? message, string? code) =>
        code == "context_length_exceeded"
        || (message is not null
            && (message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
                || message.Contains("exceeds the context length", StringComparison.OrdinalIgnoreCase)
                || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
                || message.Contains("exceeds the maximum number of tokens", StringComparison.OrdinalIgnoreCase)
                || message.Contains("context window", StringComparison.OrdinalIgnoreCase)));

    private static bool IsContentPolicy(string? code) =>
        code is "content_policy_violation" or "content_filter" or "data_inspection_failed";

    private static bool KeepsCode(ErrorKind kind) => kind is ErrorKind.InvalidRequest;
}
