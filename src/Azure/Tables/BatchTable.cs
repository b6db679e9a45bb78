using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Batches;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps batches: a partition an app with a row a batch, the newest first; beside them keys and expiries as with jobs.</summary>
internal sealed class BatchTable(TableServiceClient service, string site) : IBatchStore
{
    private const string What = "batches";

    private readonly ClaimRows _claims = new(site);
    private readonly LazyTable _table = new(service, TableNames.Batches);

    public Task<JobClaim> BeginAsync(Batch batch, string? keyHash, string requestHash, CancellationToken cancellationToken) => RunAsync(
        table => _claims.BeginAsync(table, new ExpiredJob(batch.App, batch.Id, batch.PurgeAt, keyHash), batch.CreatedAt, requestHash, cancellationToken), cancellationToken);

    public Task AddAsync(Batch batch, CancellationToken cancellationToken) =>
        RunAsync(table => ClaimRows.TryAddAsync(table, ToRow(batch), cancellationToken), cancellationToken);

    public Task<Batch?> FindAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table => await ClaimRows.FindAsync(table, app, id, cancellationToken) is { } row ? Read(row) : null, cancellationToken);

    public Task<Batch?> ChangeAsync(string app, string id, Func<Batch, Batch> change, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            while (await ClaimRows.FindAsync(table, app, id, cancellationToken) is { } row)
            {
                Batch batch = Read(row);
                Batch changed = change(batch);
                if (changed == batch || await ClaimRows.TryReplaceAsync(table, ToRow(changed), row.ETag, cancellationToken))
                {
                    if (changed.IsFinal)
                    {
                        await _claims.CloseAsync(table, id, cancellationToken);
                    }

                    return changed;
                }
            }

            return null;
        },
        cancellationToken);

    public Task<IReadOnlyList<Batch>> ListAsync(string app, string? after, int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<Batch>>(
        async table =>
        {
            string query = TableClient.CreateQueryFilter($"PartitionKey eq {app} and RowKey gt {after ?? ""}");
            List<Batch> batches = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(query, limit, cancellationToken: cancellationToken))
            {
                batches.Add(Read(row));
                if (batches.Count == limit)
                {
                    break;
                }
            }

            return batches;
        },
        cancellationToken);

    public async IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (OpenJob batch in await RunAsync(table => _claims.ListOpenAsync(table, before, cancellationToken), cancellationToken))
        {
            yield return batch;
        }
    }

    public Task CloseAsync(JobRef batch, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await _claims.CloseAsync(table, batch.Id, cancellationToken);
            return true;
        },
        cancellationToken);

    public async IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (ExpiredJob batch in await RunAsync(table => ClaimRows.ListExpiredAsync(table, now, cancellationToken), cancellationToken))
        {
            yield return batch;
        }
    }

    public Task DeleteAsync(ExpiredJob batch, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await _claims.DeleteAsync(table, batch, cancellationToken);
            return true;
        },
        cancellationToken);

    private static TableEntity ToRow(Batch batch)
    {
        // A few KiB, of metadata and errors above all, whose lengths are limited.
        TableEntity row = ContentRows.Split(batch.App, _ => batch.Id, JsonSerializer.SerializeToUtf8Bytes(batch, BatchJson.Default.Batch)).Single();

        // For whoever looks at the table.
        row[nameof(Batch.Status)] = batch.Status.ToString();
        row[nameof(Batch.CreatedAt)] = batch.CreatedAt;
        return row;
    }

    private static Batch Read(TableEntity row) => JsonSerializer.Deserialize(ContentRows.Join([row])!.Value.Span, BatchJson.Default.Batch)!;

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
