using System.Globalization;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Caching;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps answers: a partition each, named by the hash of the request. Rows in partitions <c>_{yyyyMMddHH}_{shard}</c> say what expires in an hour, so that
/// purging reads nothing else.
/// </summary>
internal sealed class AnswerTable(TableServiceClient service) : IAnswerStore
{
    private const string What = "cached answers";
    private const string ExpiresAt = nameof(CachedAnswer.ExpiresAt);
    private const char Separator = '\n';
    private const int RowsATransaction = 100;

    private readonly LazyTable _table = new(service, TableNames.Answers);

    public Task<CachedAnswer?> FindAsync(string key, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            List<TableEntity> rows = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key}"), cancellationToken: cancellationToken))
            {
                rows.Add(row);
            }

            return Join(rows);
        },
        cancellationToken);

    public Task SaveAsync(string key, CachedAnswer answer, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // First what makes it expire: whatever a crash leaves behind is purged.
            TableEntity expiry = new(ExpiryPartition(key, answer.ExpiresAt), key) { [ExpiresAt] = answer.ExpiresAt };
            await table.UpsertEntityAsync(expiry, TableUpdateMode.Replace, cancellationToken);
            List<TableEntity> rows = ContentRows.Split(key, RowKey, answer.Body);
            rows[0][nameof(CachedAnswer.Provider)] = answer.Provider;
            rows[0][nameof(CachedAnswer.Model)] = answer.Model;
            rows[0][nameof(CachedAnswer.IsStream)] = answer.IsStream;
            rows[0][nameof(CachedAnswer.PassesThrough)] = answer.PassesThrough;
            rows[0][nameof(CachedAnswer.Dropped)] = answer.Dropped.Count == 0 ? null : string.Join(Separator, answer.Dropped);
            rows[0][nameof(CachedAnswer.StoredAt)] = answer.StoredAt;
            rows[0][ExpiresAt] = answer.ExpiresAt;

            // All rows at once, so that nobody reads one answer's beginning with another one's end.
            await table.SubmitTransactionAsync(rows.Select(static row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            int purged = 0;
            string end = string.Create(CultureInfo.InvariantCulture, $"_{now.UtcDateTime.AddHours(1):yyyyMMddHH}");
            string filter = TableClient.CreateQueryFilter($"PartitionKey ge {"_"} and PartitionKey lt {end} and ExpiresAt le {now}");
            await foreach (TableEntity expiry in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
            {
                purged += await DeleteExpiredAsync(table, expiry.RowKey, now, cancellationToken) ? 1 : 0;
                await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
            }

            return purged;
        },
        cancellationToken);

    /// <summary>Deletes the rows of an answer unless it was given anew since.</summary>
    private static async Task<bool> DeleteExpiredAsync(TableClient table, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {key}"), select: ["PartitionKey", "RowKey", ExpiresAt], cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        if (rows.Count == 0 || rows[0].GetDateTimeOffset(ExpiresAt) > now)
        {
            return false;
        }

        foreach (TableEntity[] group in rows.Chunk(RowsATransaction))
        {
            await table.SubmitTransactionAsync(group.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }

        return true;
    }

    private static CachedAnswer? Join(List<TableEntity> rows) => ContentRows.Join(rows) is not { } body ? null : new CachedAnswer
    {
        Provider = rows[0].GetString(nameof(CachedAnswer.Provider)),
        Model = rows[0].GetString(nameof(CachedAnswer.Model)),
        IsStream = rows[0].GetBoolean(nameof(CachedAnswer.IsStream))!.Value,
        PassesThrough = rows[0].GetBoolean(nameof(CachedAnswer.PassesThrough))!.Value,
        Dropped = rows[0].GetString(nameof(CachedAnswer.Dropped))?.Split(Separator) ?? [],
        StoredAt = rows[0].GetDateTimeOffset(nameof(CachedAnswer.StoredAt))!.Value,
        ExpiresAt = rows[0].GetDateTimeOffset(ExpiresAt)!.Value,
        Body = body,
    };

    private static string RowKey(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    // The key is a hash, so its last digit spreads what expires in an hour over sixteen partitions.
    private static string ExpiryPartition(string key, DateTimeOffset expiresAt) =>
        string.Create(CultureInfo.InvariantCulture, $"_{expiresAt.UtcDateTime:yyyyMMddHH}_{key[^1]}");

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
