namespace LlmFunctions.ParallelInference;

/// <summary>The one answer that was made of several, and how; or why there is none.</summary>
public sealed record ParallelAggregate
{
    /// <summary><c>best_of</c>, <c>vote</c> or <c>judge</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The model whose answer was taken.</summary>
    public string? Model { get; init; }

    public string? Content { get; init; }

    /// <summary>Why the judge took it.</summary>
    public string? Reason { get; init; }

    public IReadOnlyList<VoteGroup>? Votes { get; init; }

    public IReadOnlyList<RankedAnswer>? Ranking { get; init; }

    public JudgeReport? Judge { get; init; }

    public ParallelError? Error { get; init; }
}
