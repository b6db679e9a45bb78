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

    private static readonly string[] Always = [TableNames.Keys];
    private static readonly string[] OfUsage = [TableNames.Usage, TableNames.Feedback];

    private readonly Dictionary<string, LazyTable> _tables = Always.Concat(OfUsage).ToDictionary(static name => name, name => new LazyTable(service, name, isShared: true));

    public async IAsyncEnumerable<BackupRow> ReadAsync(bool withUsage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string name in withUsage ? [.. Always, .. OfUsage] : Always)
        {
            string? next = null;
            do
            {
                (List<BackupRow> rows, next) = await ReadPageAsync(name, next, cancellationToken);
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
            LazyTable table = _tables.GetValueOrDefault(partition.Key.Table) ?? throw new InvalidDataException($"The backup has rows of a table '{partition.Key.Table}', which is not one that is backed up.");

            // Of a key that is there twice the last one counts: a transaction may have each only once.
            IEnumerable<TableTransactionAction> actions = partition.GroupBy(static row => row.Row)
                .Select(static same => new TableTransactionAction(TableTransactionActionType.UpsertReplace, BackupEntity.Read(same.Last())));
            foreach (TableTransactionAction[] some in actions.Chunk(LargestTransaction))
            {
                await StorageFailure.ExplainAsync(table, What, client => client.SubmitTransactionAsync(some, cancellationToken), cancellationToken);
            }
        }
    }

    private Task<(List<BackupRow> Rows, string? Next)> ReadPageAsync(string name, string? from, CancellationToken cancellationToken) => StorageFailure.ExplainAsync<(List<BackupRow>, string?)>(
        _tables[name],
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
