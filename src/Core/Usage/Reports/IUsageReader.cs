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

    /// <summary>The first day, from one on, that there are records of; null without any.</summary>
    Task<DateTimeOffset?> FirstDayAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Deletes the records of the days before a day; returns of how many days.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
