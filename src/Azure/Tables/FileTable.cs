using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Files;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps files: a partition an app with a row a file, the newest first, and a partition <c>{app}_{file id}</c> with its content, a row a
/// piece. No app's name has an underscore.
/// </summary>
internal sealed class FileTable(TableServiceClient service) : IFileStore
{
    private const string What = "files";

    // What a page of a list may hold.
    private const int RowsAPage = 1000;

    private readonly LazyTable _table = new(service, TableNames.Files);

    public Task BeginAsync(StoredFile file, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(ExpiryRows.Of(file.App, file.Id, file.ExpiresAt), TableUpdateMode.Replace, cancellationToken), cancellationToken);

    public Task WriteAsync(StoredFile file, int index, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(ContentRows.Split(ContentPartition(file.App, file.Id), _ => RowKey(index), piece).Single(), TableUpdateMode.Replace, cancellationToken),
        cancellationToken);

    public Task AddAsync(StoredFile file, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(ToRow(file), TableUpdateMode.Replace, cancellationToken), cancellationToken);

    public Task<StoredFile?> FindAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table => await table.GetEntityIfExistsAsync<TableEntity>(app, id, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row } ? Read(row) : null,
        cancellationToken);

    public Task<ReadOnlyMemory<byte>> ReadAsync(StoredFile file, long offset, int wanted, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            (long index, long start) = Math.DivRem(offset, ContentRows.LargestRow);
            int count = (int)Math.Min(Math.Min(wanted, file.Bytes - offset), ContentRows.LargestRow - start);
            var row = await table.GetEntityIfExistsAsync<TableEntity>(
                ContentPartition(file.App, file.Id), RowKey((int)index), ContentRows.PropertiesOf((int)start, count), cancellationToken);
            return row.HasValue && ContentRows.Slice(row.Value!, (int)start, count) is { } content
                ? content
                : throw new GatewayException(ErrorKind.NotFound, $"The content of the file '{file.Id}' is not there any more.");
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredFile>> ListAsync(string app, FileFilter filter, int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<StoredFile>>(
        async table =>
        {
            string query = TableClient.CreateQueryFilter($"PartitionKey eq {app}");
            query += filter.Purpose is { } purpose ? " and " + TableClient.CreateQueryFilter($"Purpose eq {purpose}") : "";
            query += filter.After is not { } after ? ""
                : " and " + (filter.IsDescending ? TableClient.CreateQueryFilter($"RowKey gt {after}") : TableClient.CreateQueryFilter($"RowKey lt {after}"));
            List<StoredFile> files = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(query, filter.IsDescending ? Math.Min(limit, RowsAPage) : RowsAPage, cancellationToken: cancellationToken))
            {
                files.Add(Read(row));
                if (filter.IsDescending && files.Count == limit)
                {
                    break;
                }
            }

            // The table has the newest first and cannot be read backwards.
            return filter.IsDescending ? files : [.. Enumerable.Reverse(files).Take(limit)];
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // First what makes it a file: from then on nobody reads what is being deleted.
            var row = await table.GetEntityIfExistsAsync<TableEntity>(app, id, cancellationToken: cancellationToken);
            await table.DeleteEntityAsync(app, id, cancellationToken: cancellationToken);
            await DeleteContentAsync(table, app, id, cancellationToken);
            return row.HasValue;
        },
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            IReadOnlyList<TableEntity> expired = await ExpiryRows.ListAsync(table, now, cancellationToken);
            foreach (TableEntity expiry in expired)
            {
                string app = expiry.GetString(ExpiryRows.App);
                await table.DeleteEntityAsync(app, expiry.RowKey, cancellationToken: cancellationToken);
                await DeleteContentAsync(table, app, expiry.RowKey, cancellationToken);
                await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
            }

            return expired.Count;
        },
        cancellationToken);

    private static async Task DeleteContentAsync(TableClient table, string app, string id, CancellationToken cancellationToken)
    {
        string partition = ContentPartition(app, id);
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(partition, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private static TableEntity ToRow(StoredFile file) => new(file.App, file.Id)
    {
        [nameof(StoredFile.FileName)] = file.FileName,
        [nameof(StoredFile.Purpose)] = file.Purpose,
        [nameof(StoredFile.Bytes)] = file.Bytes,
        [nameof(StoredFile.CreatedAt)] = file.CreatedAt,
        [nameof(StoredFile.ExpiresAt)] = file.ExpiresAt,
    };

    private static StoredFile Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        App = row.PartitionKey,
        FileName = row.GetString(nameof(StoredFile.FileName)),
        Purpose = row.GetString(nameof(StoredFile.Purpose)),
        Bytes = row.GetInt64(nameof(StoredFile.Bytes))!.Value,
        CreatedAt = row.GetDateTimeOffset(nameof(StoredFile.CreatedAt))!.Value,
        ExpiresAt = row.GetDateTimeOffset(nameof(StoredFile.ExpiresAt))!.Value,
    };

    private static string ContentPartition(string app, string id) => $"{app}_{id}";

    private static string RowKey(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
