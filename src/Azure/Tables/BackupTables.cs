using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using LlmFunctions.Backups;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Reads and writes whole tables for backups.</summary>
internal sealed class BackupTables(TableServiceClient service) : IBackupStore
{
    private const string What = "tables";
    private const int LargestTransaction = 100;
    private const int PageSize = 1000;

    // In a backup the records of all periods are of one table; each says by its partition which period it is of.
    private const string Usage = "Usage";

    private readonly LazyTable _keys = new(service, TableNames.Keys, isShared: true);
    private readonly LazyTable _feedback = new(service, TableNames.Feedback, isShared: true);
    private readonly UsageTables _usage = new(service);
    private readonly UsageDays _days = new(service);

    public async IAsyncEnumerable<BackupRow> ReadAsync(bool withUsage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<(string Name, LazyTable Table)> tables = [(TableNames.Keys, _keys)];
        if (withUsage)
        {
            IReadOnlyList<string> days = await StorageFailure.ExplainAsync(What, () => _days.AllAsync(before: null, cancellationToken), cancellationToken);
            foreach (string day in days)
            {
                IReadOnlyList<string> partitions = await StorageFailure.ExplainAsync(What, () => _days.ReadAsync(day, null, cancellationToken), cancellationToken);
                tables.AddRange(partitions.Select(UsagePartition.PeriodOf).Distinct().Order(StringComparer.Ordinal).Select(period => (Usage, _usage.Of(period))));
            }

            tables.Add((TableNames.Feedback, _feedback));
        }

        foreach ((string name, LazyTable table) in tables)
        {
            string? next = null;
            do
            {
                (List<BackupRow> rows, next) = await ReadPageAsync(name, table, next, cancellationToken);
                foreach (BackupRow row in rows)
                {
                    yield return row;
                }
            }
            while (next is not null);
        }
    }

    public async Task WriteAsync(IReadOnlyList<BackupRow> rows, CancellationToken cancellationToken)
    {
        foreach (IGrouping<(string Table, string Partition), BackupRow> partition in rows.GroupBy(static row => (row.Table, row.Partition)))
        {
            LazyTable table = partition.Key.Table switch
            {
                TableNames.Keys => _keys,
                TableNames.Feedback => _feedback,
                Usage when UsagePartition.IsOne(partition.Key.Partition) => _usage.Of(UsagePartition.PeriodOf(partition.Key.Partition)),
                _ => throw new InvalidDataException($"The backup has a table '{partition.Key.Table}' and in it a partition '{partition.Key.Partition}', which is not what is backed up."),
            };
            if (partition.Key.Table == Usage)
            {
                // Else no report would find what is restored into another storage account.
                await StorageFailure.ExplainAsync(What, () => ListAsync(partition.Key.Partition), cancellationToken);
            }

            // Of a key that is there twice the last one counts: a transaction may have each only once.
            IEnumerable<TableTransactionAction> actions = partition.GroupBy(static row => row.Row)
                .Select(static same => new TableTransactionAction(TableTransactionActionType.UpsertReplace, BackupEntity.Read(same.Last())));
            foreach (TableTransactionAction[] some in actions.Chunk(LargestTransaction))
            {
                await StorageFailure.ExplainAsync(table, What, client => client.SubmitTransactionAsync(some, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<bool> ListAsync(string partition)
    {
        await _days.EnsureAsync(partition);
        return true;
    }

    private static Task<(List<BackupRow> Rows, string? Next)> ReadPageAsync(string name, LazyTable table, string? from, CancellationToken cancellationToken) => StorageFailure.ExplainAsync<(List<BackupRow>, string?)>(
        table,
        What,
        async client =>
        {
            await foreach (Azure.Page<TableEntity> page in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken).AsPages(from, PageSize))
            {
                return ([.. page.Values.Select(row => BackupEntity.Write(name, row))], page.ContinuationToken);
            }

            return ([], null);
        },
        cancellationToken);
}
