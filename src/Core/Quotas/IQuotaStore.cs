namespace LlmFunctions.Quotas;

/// <summary>Where instances share counters.</summary>
public interface IQuotaStore
{
    /// <summary>
    /// Changes a counter, which is empty if there is none yet, and returns what became of it. When others change it meanwhile,
    /// or a reply is lost, <paramref name="change"/> is applied anew to what is there then.
    /// </summary>
    Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken);

    /// <summary>The counters of a limit in the windows that go on after a moment.</summary>
    Task<IReadOnlyList<StoredCounter>> ReadAsync(string rule, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes the counters of windows that ended before a moment; returns how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Says that an instance lives and holds shares.</summary>
    /// <param name="instance">Its name.</param>
    /// <param name="until">When it is taken for dead unless it says so anew.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task BeatAsync(string instance, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Says that an instance holds no shares any more.</summary>
    Task ForgetAsync(string instance, CancellationToken cancellationToken);

    /// <summary>The instances that were taken for dead before a moment.</summary>
    Task<IReadOnlyList<string>> FindDeadAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The counters of windows that go on after a moment, of which a share ended before another. Reads all counters there are.</summary>
    Task<IReadOnlyList<StoredCounter>> FindOrphansAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancellationToken);
}
