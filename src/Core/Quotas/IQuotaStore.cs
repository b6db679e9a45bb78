namespace LlmFunctions.Quotas;

/// <summary>Where instances share counters.</summary>
public interface IQuotaStore
{
    /// <summary>
    /// Changes a counter, which is empty if there is none yet, and returns what became of it. When others change it meanwhile,
    /// or a reply is lost, <paramref name="change"/> is applied anew to what is there then.
    /// </summary>
    Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken);

    /// <summary>Deletes the counters of windows that ended before a moment; returns how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
