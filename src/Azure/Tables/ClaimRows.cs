using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Rows of a table of accepted work beside those of the work itself: what idempotency keys stand for, in partitions <c>{app}_keys</c>,
/// and what expires when. No app's name has an underscore.
/// </summary>
internal static class ClaimRows
{
    private const string JobId = "JobId";
    private const string RequestHash = "RequestHash";
    private const string KeyHash = "KeyHash";

    public static async Task<JobClaim> BeginAsync(
        TableClient table, string app, string id, DateTimeOffset expiresAt, string? keyHash, string requestHash, CancellationToken cancellationToken)
    {
        // First what makes it expire: whatever a crash leaves behind is purged.
        TableEntity expiry = ExpiryRows.Of(app, id, expiresAt);
        expiry[KeyHash] = keyHash;
        await table.UpsertEntityAsync(expiry, TableUpdateMode.Replace, cancellationToken);
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
            await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
        }

        return new JobClaim(first.GetString(JobId), first.GetString(RequestHash));
    }

    public static async Task<IReadOnlyList<ExpiredJob>> ListExpiredAsync(TableClient table, DateTimeOffset now, CancellationToken cancellationToken) =>
    [
        .. (await ExpiryRows.ListAsync(table, now, cancellationToken)).Select(static row => new ExpiredJob(
            row.GetString(ExpiryRows.App), row.RowKey, row.GetDateTimeOffset(ExpiryRows.ExpiresAt)!.Value, row.GetString(KeyHash))),
    ];

    /// <summary>Deletes the rows of accepted work and its own row; what makes it expire is deleted last.</summary>
    public static async Task DeleteAsync(TableClient table, ExpiredJob job, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(job.App, job.Id, cancellationToken: cancellationToken);
        if (job.KeyHash is { } keyHash)
        {
            await DeleteClaimAsync(table, job, keyHash, cancellationToken);
        }

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

    private static string KeyPartition(string app) => $"{app}_keys";
}
