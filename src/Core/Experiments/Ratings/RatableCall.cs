namespace LlmFunctions.Experiments.Ratings;

/// <summary>A call that a variant of an experiment has answered, so that feedback on it says something about the variant.</summary>
public sealed record RatableCall
{
    public required string App { get; init; }

    public required string RequestId { get; init; }

    public required string Experiment { get; init; }

    public required string Variant { get; init; }

    /// <summary>The end user, when the request named one.</summary>
    public string? User { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
}
