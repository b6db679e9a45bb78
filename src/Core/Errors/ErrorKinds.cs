namespace LlmFunctions.Errors;

/// <summary>What each <see cref="ErrorKind"/> looks like on the wire: HTTP status, OpenAI error type and stable code.</summary>
public static class ErrorKinds
{
    private const string InvalidRequestType = "invalid_request_error";
    private const string UpstreamType = "upstream_error";

    public static (int Status, string Type, string Code) Describe(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => (400, InvalidRequestType, "invalid_request"),
        ErrorKind.UnsupportedField => (400, InvalidRequestType, "unsupported_field"),
        ErrorKind.InvalidApiKey => (401, InvalidRequestType, "invalid_api_key"),
        ErrorKind.PermissionDenied => (403, InvalidRequestType, "permission_denied"),
        ErrorKind.NotFound => (404, InvalidRequestType, "not_found"),
        ErrorKind.ModelNotFound => (404, InvalidRequestType, "model_not_found"),
        ErrorKind.ModelRetired => (410, InvalidRequestType, "model_retired"),
        ErrorKind.IdempotencyKeyReused => (422, InvalidRequestType, "idempotency_key_reused"),
        ErrorKind.Conflict => (409, InvalidRequestType, "conflict"),
        ErrorKind.RequestTooLarge => (413, InvalidRequestType, "request_too_large"),
        ErrorKind.RateLimited => (429, "rate_limit_error", "rate_limit_exceeded"),
        ErrorKind.InsufficientQuota => (429, "insufficient_quota", "insufficient_quota"),
        ErrorKind.ContextLengthExceeded => (400, InvalidRequestType, "context_length_exceeded"),
        ErrorKind.ContentPolicy => (400, InvalidRequestType, "content_policy_violation"),
        ErrorKind.UpstreamAuthentication => (502, UpstreamType, "upstream_error"),
        ErrorKind.UpstreamError => (502, UpstreamType, "upstream_error"),
        ErrorKind.UpstreamStreamCut => (502, UpstreamType, "upstream_error"),
        ErrorKind.UpstreamTimeout => (504, UpstreamType, "upstream_timeout"),
        ErrorKind.NoHealthyProvider => (503, UpstreamType, "no_healthy_provider"),
        ErrorKind.StorageUnavailable => (503, "server_error", "storage_unavailable"),
        ErrorKind.ClientClosed => (499, InvalidRequestType, "client_closed_request"),
        ErrorKind.Internal => (500, "server_error", "internal_error"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
