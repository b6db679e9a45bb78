using LlmFunctions.Errors;

namespace LlmFunctions.Functions.Description;

/// <summary>Which failures an operation can have.</summary>
internal static class Failures
{
    private static readonly ErrorKind[] OfKeys = [ErrorKind.InvalidApiKey, ErrorKind.PermissionDenied, ErrorKind.StorageUnavailable, ErrorKind.IdentityUnavailable, ErrorKind.Internal];

    private static readonly ErrorKind[] OfBodies = [ErrorKind.InvalidRequest, ErrorKind.RequestTooLarge];

    private static readonly ErrorKind[] OfModels =
    [
        ErrorKind.InvalidRequest, ErrorKind.UnsupportedField, ErrorKind.ContextLengthExceeded, ErrorKind.ContentPolicy, ErrorKind.PermissionDenied,
        ErrorKind.ModelNotFound, ErrorKind.ModelRetired, ErrorKind.RequestTooLarge, ErrorKind.RateLimited, ErrorKind.InsufficientQuota,
        ErrorKind.UpstreamError, ErrorKind.NoHealthyProvider, ErrorKind.UpstreamTimeout,
    ];

    private static readonly ErrorKind[] OfJobs = [ErrorKind.IdempotencyKeyReused, ErrorKind.Conflict];

    /// <summary>The statuses of the errors that an operation can answer with, in ascending order.</summary>
    public static IReadOnlyList<int> StatusesOf(Operation operation)
    {
        IEnumerable<ErrorKind> kinds = operation.Failures;
        kinds = operation.Access == Access.Anonymous ? kinds : kinds.Concat(OfKeys);
        kinds = operation.Request is null ? kinds : kinds.Concat(OfBodies);
        kinds = operation.Origin is Origin.None or Origin.Job ? kinds : kinds.Concat(OfModels);
        kinds = operation.Origin is Origin.CallOrJob or Origin.Job ? kinds.Concat(OfJobs) : kinds;
        return [.. kinds.Select(static kind => ErrorKinds.Describe(kind).Status).Distinct().Order()];
    }

    /// <summary>The errors of a status, each with its code and what it means. A client that has gone sees none.</summary>
    public static IEnumerable<(string Code, ErrorKind Kind)> Of(int status) =>
        from kind in Enum.GetValues<ErrorKind>()
        let described = ErrorKinds.Describe(kind)
        where described.Status == status
        select (described.Code, kind);
}
