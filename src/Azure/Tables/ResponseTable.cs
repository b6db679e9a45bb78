using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Conversations;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps responses: a partition each, so that none is ever busy. Rows in partitions <c>_{yyyyMMdd}_{shard}</c> say what
/// expires on a day, so that purging reads nothing else.
/// </summary>
internal sealed class ResponseTable(TableServiceClient service) : IResponseStore
{
    private const string What = "responses";
    private readonly LazyTable _table = new(service, TableNames.Responses);

    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // First what makes it expire, last what makes it a response: whatever a crash leaves behind is purged.
            await table.UpsertEntityAsync(ExpiryOf(response), TableUpdateMode.Replace, cancellationToken);
            foreach (TableEntity row in ResponseRows.Split(response).Reverse())
            {
                await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            }

            return true;
        },
        cancellationToken);

    public Task<StoredResponse?> FindAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            string partition = ResponseRows.Partition(app, id);
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
            List<TableEntity> rows = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                rows.Add(row);
            }

            return ResponseRows.Join(app, id, rows);
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken) =>
        RunAsync(table => DeleteAsync(table, ResponseRows.Partition(app, id), cancellationToken), cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            int purged = 0;
            string end = string.Create(CultureInfo.InvariantCulture, $"_{now.UtcDateTime.AddDays(1):yyyyMMdd}");
            string filter = TableClient.CreateQueryFilter($"PartitionKey ge {"_"} and PartitionKey lt {end} and ExpiresAt le {now}");
            await foreach (TableEntity expiry in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
            {
                purged += await DeleteAsync(table, expiry.RowKey, cancellationToken) ? 1 : 0;
                await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
            }

            return purged;
        },
        cancellationToken);

    /// <summary>Deletes the rows of a response, the first of them first: without it there is no response.</summary>
    private static async Task<bool> DeleteAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        List<string> rows = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            rows.Add(row.RowKey);
        }

        foreach (string row in rows)
        {
            await table.DeleteEntityAsync(partition, row, cancellationToken: cancellationToken);
        }

        return rows.Contains(ResponseRows.RowKey(0));
    }

    private static TableEntity ExpiryOf(StoredResponse response)
    {
        string row = ResponseRows.Partition(response.App, response.Id);

        // The id is random, so its last digit spreads a day's responses over sixteen partitions.
        string partition = string.Create(CultureInfo.InvariantCulture, $"_{response.ExpiresAt.UtcDateTime:yyyyMMdd}_{response.Id[^1]}");
        return new TableEntity(partition, row) { [ResponseRows.ExpiresAt] = response.ExpiresAt };
    }

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
