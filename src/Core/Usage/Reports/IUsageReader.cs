namespace LlmFunctions.Usage.Reports;

/// <summary>Reads what was written into the ledger.</summary>
public interface IUsageReader
{
    /// <summary>Reads the records of calls that began in a span of time, of one app or of all, in no order.</summary>
    /// <param name="app">The app; null for all.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment after it.</param>
    /// <param name="each">Called for each, by one thread at a time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task ReadAsync(string? app, DateTimeOffset from, DateTimeOffset to, Action<UsageLine> each, CancellationToken cancellationToken);

    /// <summary>When the first period of the ledger begins that has records, from that of a moment on; null without any. No record from the moment on is older than both.</summary>
    Task<DateTimeOffset?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Deletes the records of the days before a day; returns how many tables that were.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
