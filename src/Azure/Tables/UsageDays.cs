using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Which days the usage ledger has, and which partitions each of them, so that whoever reads it asks for no others: a partition
/// <c>ledger_{yyyyMMdd}</c> in the table of roll-ups, with a row for each of them.
/// </summary>
internal sealed class UsageDays(TableServiceClient service)
{
    private const string Prefix = "ledger_";
    private const string End = "ledger`";
    private const int MostKnown = 10_000;
    private const int RowsATransaction = 100;
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
    public Task<IReadOnlyList<string>> ReadAsync(string day, string? app, CancellationToken cancellationToken) => _table.RunAsync<IReadOnlyList<string>>(
        async table =>
        {
            List<string> partitions = [];
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Prefix + day}");
            filter += app is null ? "" : TableClient.CreateQueryFilter($" and RowKey ge {app + "_"} and RowKey lt {app + "`"}");
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
            {
                partitions.Add(row.RowKey);
            }

            return partitions;
        },
        cancellationToken);

    /// <summary>The first day, from one on, that has any; null without.</summary>
    public Task<string?> FirstAsync(string from, CancellationToken cancellationToken) => _table.RunAsync<string?>(
        async table =>
        {
            await foreach (string day in DaysAsync(table, Prefix + from, End, rowsAPage: 1, cancellationToken))
            {
                return day;
            }

            return null;
        },
        cancellationToken);

    /// <summary>All days, or those before one, in their order.</summary>
    public Task<IReadOnlyList<string>> AllAsync(string? before, CancellationToken cancellationToken) => _table.RunAsync<IReadOnlyList<string>>(
        async table =>
        {
            List<string> days = [];
            await foreach (string day in DaysAsync(table, Prefix, before is null ? End : Prefix + before, rowsAPage: null, cancellationToken))
            {
                days.Add(day);
            }

            return days;
        },
        cancellationToken);

    /// <summary>Takes a day off the list.</summary>
    public async Task ForgetAsync(string day, CancellationToken cancellationToken)
    {
        foreach (string[] partitions in (await ReadAsync(day, null, cancellationToken)).Chunk(RowsATransaction))
        {
            await _table.RunAsync(
                table => table.SubmitTransactionAsync(
                    partitions.Select(partition => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Prefix + day, partition), ETag.All)), cancellationToken),
                cancellationToken);
        }
    }

    private static async IAsyncEnumerable<string> DaysAsync(TableClient table, string from, string before, int? rowsAPage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {before}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, rowsAPage, ["PartitionKey"], cancellationToken))
        {
            if (row.PartitionKey != last)
            {
                last = row.PartitionKey;
                yield return last[Prefix.Length..];
            }
        }
    }

    private Task<Response> ListAsync(string partition) => _table.RunAsync(
        table => table.UpsertEntityAsync(new TableEntity(Prefix + UsagePartition.DayOf(partition), partition), TableUpdateMode.Replace, CancellationToken.None),
        CancellationToken.None);
}
