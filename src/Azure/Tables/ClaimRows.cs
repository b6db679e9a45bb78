using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Rows of a table of accepted work beside those of the work itself: what idempotency keys stand for, in partitions <c>{app}_keys</c>,
/// what has not ended and is worked on by this site, in <c>_open_{site}_{shard}</c>, and what expires when. No app's name has an underscore.
/// </summary>
internal sealed class ClaimRows(string site)
{
    private const string JobId = "JobId";
    private const string RequestHash = "RequestHash";
    private const string KeyHash = "KeyHash";
    private const string Since = "Since";

    private readonly string _openPartitions = $"_open_{site}_";

    /// <param name="table">The table.</param>
    /// <param name="work">What is to be added, and until when it is kept.</param>
    /// <param name="since">When it was asked for.</param>
    /// <param name="requestHash">The hash of what is asked.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<JobClaim> BeginAsync(TableClient table, ExpiredJob work, DateTimeOffset since, string requestHash, CancellationToken cancellationToken)
    {
        (string app, string id, DateTimeOffset expiresAt, string? keyHash) = work;

        // First what makes it expire: whatever a crash leaves behind is purged.
        TableEntity expiry = ExpiryRows.Of(app, id, expiresAt);
        expiry[KeyHash] = keyHash;
        await Task.WhenAll(
            table.UpsertEntityAsync(expiry, TableUpdateMode.Replace, cancellationToken),
            table.UpsertEntityAsync(new TableEntity(OpenPartition(id), id) { [ExpiryRows.App] = app, [Since] = since }, TableUpdateMode.Replace, cancellationToken));
        if (keyHash is null)
        {
            return new JobClaim(id, requestHash);
        }

        TableEntity claim = new(KeyPartition(app), keyHash) { [JobId] = id, [RequestHash] = requestHash };
        if (await TryAddAsync(table, claim, cancellationToken))
        {
            return new JobClaim(id, requestHash);
        }

        TableEntity first = await table.GetEntityAsync<TableEntity>(claim.PartitionKey, claim.RowKey, cancellationToken: cancellationToken);
        if (first.GetString(JobId) != id)
        {
            await CloseAsync(table, id, cancellationToken);
            await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
        }

        return new JobClaim(first.GetString(JobId), first.GetString(RequestHash));
    }

    /// <summary>What was begun at the latest then, and has not ended.</summary>
    public async Task<IReadOnlyList<OpenJob>> ListOpenAsync(TableClient table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {_openPartitions} and PartitionKey lt {_openPartitions + "g"} and Since le {before}");
        List<OpenJob> open = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            open.Add(new OpenJob(new JobRef(row.GetString(ExpiryRows.App), row.RowKey), row.GetDateTimeOffset(Since)!.Value));
        }

        return open;
    }

    /// <summary>Notes that something has ended, or never will be.</summary>
    public Task CloseAsync(TableClient table, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(OpenPartition(id), id, cancellationToken: cancellationToken);

    public static async Task<IReadOnlyList<ExpiredJob>> ListExpiredAsync(TableClient table, DateTimeOffset now, CancellationToken cancellationToken) =>
    [
        .. (await ExpiryRows.ListAsync(table, now, cancellationToken)).Select(static row => new ExpiredJob(
            row.GetString(ExpiryRows.App), row.RowKey, row.GetDateTimeOffset(ExpiryRows.ExpiresAt)!.Value, row.GetString(KeyHash))),
    ];

    /// <summary>Deletes the rows of accepted work and its own row; what makes it expire is deleted last.</summary>
    public async Task DeleteAsync(TableClient table, ExpiredJob job, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(job.App, job.Id, cancellationToken: cancellationToken);
        if (job.KeyHash is { } keyHash)
        {
            await DeleteClaimAsync(table, job, keyHash, cancellationToken);
        }

        await CloseAsync(table, job.Id, cancellationToken);
        await table.DeleteEntityAsync(ExpiryRows.Partition(job.Id, job.ExpiresAt), job.Id, cancellationToken: cancellationToken);
    }

    public static async Task<TableEntity?> FindAsync(TableClient table, string partition, string row, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <returns>Whether it was not there.</returns>
    public static async Task<bool> TryAddAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <returns>Whether it was still the version that was read.</returns>
    public static async Task<bool> TryReplaceAsync(TableClient table, TableEntity row, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Deletes the claim unless the key stands for another job.</summary>
    private static async Task DeleteClaimAsync(TableClient table, ExpiredJob job, string keyHash, CancellationToken cancellationToken)
    {
        if (await FindAsync(table, KeyPartition(job.App), keyHash, cancellationToken) is { } claim && claim.GetString(JobId) == job.Id)
        {
            await table.DeleteEntityAsync(claim.PartitionKey, claim.RowKey, cancellationToken: cancellationToken);
        }
    }

    private string OpenPartition(string id) => _openPartitions + id[^1];

    private static string KeyPartition(string app) => $"{app}_keys";
}
