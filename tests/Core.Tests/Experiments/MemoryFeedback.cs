using LlmFunctions.Experiments.Ratings;

namespace LlmFunctions.Tests.Experiments;

/// <summary>Scores of one experiment, and what was asked of them.</summary>
internal sealed class MemoryFeedback(params (string Variant, double Score)[] scores) : IFeedbackStore
{
    public (string Experiment, DateTimeOffset From, DateTimeOffset To)? Asked { get; private set; }

    public DateTimeOffset? PurgedBefore { get; private set; }

    public Task<RatableCall?> FindCallAsync(string app, string requestId, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SaveAsync(Feedback feedback, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, ScoreSums>> SumAsync(string experiment, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        Asked = (experiment, from, to);
        return Task.FromResult<IReadOnlyDictionary<string, ScoreSums>>(scores.GroupBy(static score => score.Variant)
            .ToDictionary(static group => group.Key, static group => group.Aggregate(new ScoreSums(), static (sums, score) => sums.With(score.Score))));
    }

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        PurgedBefore = before;
        return Task.FromResult(3);
    }
}
