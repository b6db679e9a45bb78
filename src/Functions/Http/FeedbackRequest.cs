namespace LlmFunctions.Functions.Http;

/// <summary>What a user thinks of an answer.</summary>
public sealed record FeedbackRequest
{
    /// <summary>The answer's <c>x-request-id</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary>From 0 to 1, the best; instead of <c>thumb</c>.</summary>
    public double? Score { get; init; }

    /// <summary><c>up</c>, which is 1, or <c>down</c>, which is 0.</summary>
    public string? Thumb { get; init; }

    /// <summary>Who thinks so; by default the user of the call.</summary>
    public string? User { get; init; }

    /// <summary>What it is about, in a word.</summary>
    public string? Label { get; init; }

    /// <summary>What else is to be said.</summary>
    public string? Comment { get; init; }
}
