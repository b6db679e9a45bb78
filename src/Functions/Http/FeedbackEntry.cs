using LlmFunctions.Experiments.Ratings;

namespace LlmFunctions.Functions.Http;

/// <summary>Feedback as it is kept.</summary>
public sealed record FeedbackEntry
{
    public string Object { get; init; } = "feedback";

    public required string RequestId { get; init; }

    /// <summary>The experiment that the call was a part of.</summary>
    public required string Experiment { get; init; }

    /// <summary>The variant that answered.</summary>
    public required string Variant { get; init; }

    public string? User { get; init; }

    /// <summary>From 0 to 1, the best.</summary>
    public required double Score { get; init; }

    public string? Label { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset GivenAt { get; init; }

    internal static FeedbackEntry Of(Feedback feedback) => new()
    {
        RequestId = feedback.Call.RequestId,
        Experiment = feedback.Call.Experiment,
        Variant = feedback.Call.Variant,
        User = feedback.User.Length == 0 ? null : feedback.User,
        Score = feedback.Score,
        Label = feedback.Label,
        Comment = feedback.Comment,
        GivenAt = feedback.GivenAt,
    };
}
