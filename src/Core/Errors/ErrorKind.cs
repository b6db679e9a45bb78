namespace LlmFunctions.Errors;

/// <summary>Every way in which a call can fail that a client or an operator would tell apart.</summary>
public enum ErrorKind
{
    /// <summary>The request is malformed or does not make sense.</summary>
    InvalidRequest,

    /// <summary>The request has a field that the chosen provider cannot carry.</summary>
    UnsupportedField,

    /// <summary>No gateway key, or one that is unknown, expired or revoked.</summary>
    InvalidApiKey,

    /// <summary>The gateway key is good but may not do this.</summary>
    PermissionDenied,

    /// <summary>There is no such resource.</summary>
    NotFound,

    /// <summary>No configured provider serves the model, or the provider says that it does not exist.</summary>
    ModelNotFound,

    /// <summary>The model was retired, and nothing takes its place.</summary>
    ModelRetired,

    /// <summary>The idempotency key stands for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>What is there is not in a state for this.</summary>
    Conflict,

    /// <summary>The body is above the limit.</summary>
    RequestTooLarge,

    /// <summary>Too many requests or tokens for now.</summary>
    RateLimited,

    /// <summary>A budget or quota is used up.</summary>
    InsufficientQuota,

    /// <summary>The prompt does not fit the model's window.</summary>
    ContextLengthExceeded,

    /// <summary>The provider refused the prompt for its content.</summary>
    ContentPolicy,

    /// <summary>The provider refused the gateway's own credentials.</summary>
    UpstreamAuthentication,

    /// <summary>The provider could not be reached, failed, or sent what cannot be understood.</summary>
    UpstreamError,

    /// <summary>The provider's stream ended before it was complete.</summary>
    UpstreamStreamCut,

    /// <summary>The provider did not answer in time.</summary>
    UpstreamTimeout,

    /// <summary>No provider is left that could serve the request.</summary>
    NoHealthyProvider,

    /// <summary>The gateway's own storage does not answer.</summary>
    StorageUnavailable,

    /// <summary>The client went away before the answer was complete.</summary>
    ClientClosed,

    /// <summary>A defect of the gateway.</summary>
    Internal,
}
