using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps the payloads of jobs: a partition a job, rows <c>{name}_{index}</c>.</summary>
internal sealed class PayloadTable(TableServiceClient service) : IPayloadStore
{
    private const char Separator = '_';
    private const char AfterSeparator = '`';
    private const string What = "payloads of jobs";
    private readonly LazyTable _table = new(service, TableNames.Payloads);

    public Task SaveAsync(string jobId, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // The first row last: until it is there, there is no payload.
            foreach (TableEntity row in Enumerable.Reverse(ContentRows.Split(jobId, index => RowKey(name, index), content)))
            {
                await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            }

            return true;
        },
        cancellationToken);

    public Task<ReadOnlyMemory<byte>?> FindAsync(string jobId, string name, CancellationToken cancellationToken) => RunAsync(
        async table => Join(await ReadAsync(table, jobId, name + Separator, name + AfterSeparator, cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListAsync(string jobId, string prefix, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(
        async table =>
        {
            List<TableEntity> rows = await ReadAsync(table, jobId, prefix, prefix + '\u007f', cancellationToken);
            return [.. rows.GroupBy(NameOf, StringComparer.Ordinal).Select(static group => Join([.. group])).OfType<ReadOnlyMemory<byte>>()];
        },
        cancellationToken);

    public Task DeleteAsync(string jobId, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {jobId}");
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
            {
                await table.DeleteEntityAsync(jobId, row.RowKey, cancellationToken: cancellationToken);
            }

            return true;
        },
        cancellationToken);

    private static async Task<List<TableEntity>> ReadAsync(TableClient table, string jobId, string from, string to, CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {jobId} and RowKey ge {from} and RowKey lt {to}");
        List<TableEntity> rows = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static ReadOnlyMemory<byte>? Join(IReadOnlyList<TableEntity> rows) =>
        rows is [{ } first, ..] && first.RowKey == RowKey(NameOf(first), 0) ? ContentRows.Join(rows) : null;

    private static string NameOf(TableEntity row) => row.RowKey[..row.RowKey.LastIndexOf(Separator)];

    private static string RowKey(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}{Separator}{index:D4}");

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
