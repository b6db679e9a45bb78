namespace LlmFunctions.Caching;

/// <summary>Where answers are kept for requests that come again.</summary>
public interface IAnswerStore
{
    /// <param name="key">The hash of the request, in hexadecimal.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<CachedAnswer?> FindAsync(string key, CancellationToken cancellationToken);

    Task SaveAsync(string key, CachedAnswer answer, CancellationToken cancellationToken);

    /// <summary>Deletes what has expired; returns how many answers that were.</summary>
    Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
