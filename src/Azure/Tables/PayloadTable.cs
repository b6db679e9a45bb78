using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps the payloads of jobs: a partition a job, rows <c>{name}_{index}</c>.</summary>
internal sealed class PayloadTable(TableServiceClient service) : IPayloadStore
{
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
        async table =>
        {
            // All that begins with "{name}_": the character after '_' is '`'.
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {jobId} and RowKey ge {name + "_"} and RowKey lt {name + "`"}");
            List<TableEntity> rows = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                rows.Add(row);
            }

            return rows is [{ } first, ..] && first.RowKey == RowKey(name, 0) ? ContentRows.Join(rows) : null;
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

    private static string RowKey(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index:D4}");

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
