namespace LlmFunctions.Functions.Http;

/// <summary>The wish that nobody is told of some alerts for a time.</summary>
public sealed record SilenceRequest
{
    /// <summary>The name of a rule, or its beginning and <c>*</c>; all where it is absent.</summary>
    public string? Rule { get; init; }

    /// <summary>What alerts are about, in the same way.</summary>
    public string? Subject { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }
}
