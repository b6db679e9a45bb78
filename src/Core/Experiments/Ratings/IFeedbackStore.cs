namespace LlmFunctions.Experiments.Ratings;

/// <summary>Where feedback is kept, and which calls it can be given on. The ledger notes these calls.</summary>
public interface IFeedbackStore
{
    /// <summary>An app's call of an experiment that was answered; null where there is none of this id.</summary>
    /// <param name="app">The app.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="now">The time.</param>
    /// <param name="kept">For how long calls are kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<RatableCall?> FindCallAsync(string app, string requestId, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken);

    /// <summary>Keeps feedback, in the place of what the same user gave on the same call.</summary>
    Task SaveAsync(Feedback feedback, CancellationToken cancellationToken);

    /// <summary>What the feedback comes to, by variant, on the calls of an experiment that began in a span of time.</summary>
    Task<IReadOnlyDictionary<string, ScoreSums>> SumAsync(string experiment, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Deletes the calls of the days before a day, and all feedback on them; returns how many rows.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
