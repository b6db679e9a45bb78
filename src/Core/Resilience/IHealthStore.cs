namespace LlmFunctions.Resilience;

/// <summary>Where instances share what they know of accounts and targets.</summary>
public interface IHealthStore
{
    /// <summary>Everything that is shared.</summary>
    Task<IReadOnlyList<HealthRow>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the state of a row where what is stored still is of the row's version, or nothing where that is null.</summary>
    Task<HealthWrite> WriteAsync(HealthRow row, CancellationToken cancellationToken);

    /// <summary>Keeps the results of probes: the last one of each account, and its history.</summary>
    Task RecordAsync(IReadOnlyList<ProbeRecord> probes, CancellationToken cancellationToken);

    /// <summary>A page of the history, the newest point first.</summary>
    Task<HealthHistoryPage> ReadHistoryAsync(HealthHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Deletes the history before a day, and what was told of models before; returns how many points of the history.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
