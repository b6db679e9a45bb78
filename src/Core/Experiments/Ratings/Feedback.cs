namespace LlmFunctions.Experiments.Ratings;

/// <summary>What a user thinks of an answer. Of one user on one call there is one, the last.</summary>
public sealed record Feedback
{
    /// <summary>What was answered.</summary>
    public required RatableCall Call { get; init; }

    /// <summary>Who thinks so; empty where nobody was named.</summary>
    public required string User { get; init; }

    /// <summary>From 0 to 1, the best.</summary>
    public required double Score { get; init; }

    public string? Label { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset GivenAt { get; init; }
}
