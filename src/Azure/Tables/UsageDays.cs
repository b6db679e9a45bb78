using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Which partitions of the usage ledger a day has, so that whoever reads it asks for no others: a partition
/// <c>records_{yyyyMMdd}</c> in the table of roll-ups, with a row for each of them.
/// </summary>
internal sealed class UsageDays(TableServiceClient service)
{
    private const string Prefix = "records_";
    private const string DayFormat = "yyyyMMdd";

    // The parts of a partition's name from its end: a day, a shard, and two underscores.
    private const int LengthAfterApp = 11;
    private const int MostKnown = 10_000;
    private readonly LazyTable _table = new(service, TableNames.RollUps, isShared: true);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _known = new(StringComparer.Ordinal);

    /// <summary>Returns when a partition is listed; at once for one that this instance listed before.</summary>
    public async Task EnsureAsync(string partition)
    {
        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        Lazy<Task> listed = _known.GetOrAdd(partition, partition => new Lazy<Task>(() => ListAsync(partition)));
        try
        {
            await listed.Value;
        }
        catch
        {
            // The next one tries again.
            _known.TryRemove(new KeyValuePair<string, Lazy<Task>>(partition, listed));
            throw;
        }
    }

    /// <summary>The partitions of a day, of one app or of all.</summary>
    public Task<IReadOnlyList<string>> ReadAsync(DateTimeOffset day, string? app, CancellationToken cancellationToken) => _table.RunAsync<IReadOnlyList<string>>(
        async table =>
        {
            List<string> partitions = [];
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey(day)}");
            filter += app is null ? "" : TableClient.CreateQueryFilter($" and RowKey ge {app + "_"} and RowKey lt {app + "`"}");
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
            {
                partitions.Add(row.RowKey);
            }

            return partitions;
        },
        cancellationToken);

    /// <summary>The first day, from one on, that has any.</summary>
    public Task<DateTimeOffset?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken) => _table.RunAsync<DateTimeOffset?>(
        async table =>
        {
            await foreach (DateTimeOffset day in DaysAsync(table, from, DateTimeOffset.MaxValue, cancellationToken))
            {
                return day;
            }

            return null;
        },
        cancellationToken);

    /// <summary>Does something with each partition of the days before a day, then forgets it.</summary>
    public Task<int> PurgeAsync(DateTimeOffset before, Func<string, Task<int>> purge, CancellationToken cancellationToken) => _table.RunAsync(
        async table =>
        {
            int count = 0;
            List<DateTimeOffset> days = [];
            await foreach (DateTimeOffset day in DaysAsync(table, DateTimeOffset.MinValue, before, cancellationToken))
            {
                days.Add(day);
            }

            foreach (DateTimeOffset day in days.Distinct())
            {
                foreach (string partition in await ReadAsync(day, null, cancellationToken))
                {
                    count += await purge(partition);
                    await table.DeleteEntityAsync(PartitionKey(day), partition, ETag.All, cancellationToken);
                }
            }

            return count;
        },
        cancellationToken);

    private static async IAsyncEnumerable<DateTimeOffset> DaysAsync(
        TableClient table, DateTimeOffset from, DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {PartitionKey(from)} and PartitionKey lt {PartitionKey(before)}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey"], cancellationToken: cancellationToken))
        {
            yield return DateTimeOffset.ParseExact(row.PartitionKey[Prefix.Length..], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        }
    }

    private static string PartitionKey(DateTimeOffset day) => Prefix + day.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private Task<Response> ListAsync(string partition)
    {
        string day = partition.AsSpan(partition.Length - LengthAfterApp + 1, DayFormat.Length).ToString();
        return _table.RunAsync(
            table => table.UpsertEntityAsync(new TableEntity(Prefix + day, partition), TableUpdateMode.Replace, CancellationToken.None),
            CancellationToken.None);
    }
}
