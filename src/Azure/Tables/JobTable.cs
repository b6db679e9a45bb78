using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps jobs: a partition an app, the newest first. Rows in partitions <c>{app}_keys</c> say which job an idempotency key
/// stands for, those in <c>_{yyyyMMdd}_{shard}</c> what expires on a day, those in <c>_open_{site}_{shard}</c> what has
/// not ended and is worked on by this site. No app's name has an underscore.
/// </summary>
internal sealed class JobTable(TableServiceClient service, string site) : IJobStore
{
    private const string What = "jobs";
    private const string JobId = "JobId";
    private const string RequestHash = "RequestHash";
    private const string KeyHash = "KeyHash";
    private const string App = "App";
    private const string Since = "Since";
    private const string ExpiresAt = nameof(Job.ExpiresAt);

    private readonly LazyTable _table = new(service, TableNames.Jobs);
    private readonly string _openPartitions = $"_open_{site}";

    public Task<JobClaim> BeginAsync(Job job, string? keyHash, string requestHash, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // First what makes it expire: whatever a crash leaves behind is purged.
            TableEntity expiry = new(ExpiryPartition(job.Id, job.ExpiresAt), job.Id) { [App] = job.App, [ExpiresAt] = job.ExpiresAt, [KeyHash] = keyHash };
            await Task.WhenAll(
                table.UpsertEntityAsync(expiry, TableUpdateMode.Replace, cancellationToken),
                table.UpsertEntityAsync(new TableEntity(OpenPartition(job.Id), job.Id) { [App] = job.App, [Since] = job.CreatedAt }, TableUpdateMode.Replace, cancellationToken));
            if (keyHash is null)
            {
                return new JobClaim(job.Id, requestHash);
            }

            TableEntity claim = new(KeyPartition(job.App), keyHash) { [JobId] = job.Id, [RequestHash] = requestHash };
            if (await TryAddAsync(table, claim, cancellationToken))
            {
                return new JobClaim(job.Id, requestHash);
            }

            TableEntity first = await table.GetEntityAsync<TableEntity>(claim.PartitionKey, claim.RowKey, cancellationToken: cancellationToken);
            if (first.GetString(JobId) != job.Id)
            {
                await CloseAsync(table, job.Id, cancellationToken);
                await table.DeleteEntityAsync(expiry.PartitionKey, expiry.RowKey, cancellationToken: cancellationToken);
            }

            return new JobClaim(first.GetString(JobId), first.GetString(RequestHash));
        },
        cancellationToken);

    public Task AddAsync(Job job, CancellationToken cancellationToken) =>
        RunAsync(table => TryAddAsync(table, JobEntity.Of(job), cancellationToken), cancellationToken);

    public Task<Job?> FindAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table => await FindRowAsync(table, app, id, cancellationToken) is { } row ? JobEntity.Read(row) : null, cancellationToken);

    public Task<(Job Job, bool Changed)?> SetStatusAsync(string app, string id, JobStatus status, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            while (await FindRowAsync(table, app, id, cancellationToken) is { } row)
            {
                Job job = JobEntity.Read(row);
                if (job.IsFinal || job.Status == status)
                {
                    return (job, false);
                }

                Job changed = job with { Status = status };
                changed = changed.IsFinal ? changed with { CompletedAt = now } : changed;
                if (await TryReplaceAsync(table, JobEntity.Of(changed), row.ETag, cancellationToken))
                {
                    if (changed.IsFinal)
                    {
                        await CloseAsync(table, id, cancellationToken);
                    }

                    return (changed, true);
                }
            }

            return ((Job Job, bool Changed)?)null;
        },
        cancellationToken);

    public Task<IReadOnlyList<Job>> ListAsync(string app, JobFilter filter, int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<Job>>(
        async table =>
        {
            string query = TableClient.CreateQueryFilter($"PartitionKey eq {app} and RowKey gt {filter.After ?? ""}");
            query += filter.Status is { } status ? " and " + TableClient.CreateQueryFilter($"Status eq {status.ToString()}") : "";
            query += filter.Kind is { } kind ? " and " + TableClient.CreateQueryFilter($"Kind eq {kind}") : "";
            List<Job> jobs = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(query, maxPerPage: limit, cancellationToken: cancellationToken))
            {
                jobs.Add(JobEntity.Read(row));
                if (jobs.Count == limit)
                {
                    break;
                }
            }

            return jobs;
        },
        cancellationToken);

    public async IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {_openPartitions + "_"} and PartitionKey lt {_openPartitions + "`"} and Since le {before}");
        IReadOnlyList<OpenJob> open = await RunAsync(
            table => ReadAsync(table, filter, static row => new OpenJob(new JobRef(row.GetString(App), row.RowKey), row.GetDateTimeOffset(Since)!.Value), cancellationToken), cancellationToken);
        foreach (OpenJob job in open)
        {
            yield return job;
        }
    }

    public Task CloseAsync(JobRef job, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await CloseAsync(table, job.Id, cancellationToken);
            return true;
        },
        cancellationToken);

    public async IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $"_{now.UtcDateTime.AddDays(1):yyyyMMdd}");
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {"_"} and PartitionKey lt {end} and ExpiresAt le {now}");
        IReadOnlyList<ExpiredJob> expired = await RunAsync(
            table => ReadAsync(table, filter, static row => new ExpiredJob(row.GetString(App), row.RowKey, row.GetDateTimeOffset(ExpiresAt)!.Value, row.GetString(KeyHash)), cancellationToken),
            cancellationToken);
        foreach (ExpiredJob job in expired)
        {
            yield return job;
        }
    }

    public Task DeleteAsync(ExpiredJob job, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await table.DeleteEntityAsync(job.App, job.Id, cancellationToken: cancellationToken);
            if (job.KeyHash is { } keyHash)
            {
                await DeleteClaimAsync(table, job, keyHash, cancellationToken);
            }

            await CloseAsync(table, job.Id, cancellationToken);
            await table.DeleteEntityAsync(ExpiryPartition(job.Id, job.ExpiresAt), job.Id, cancellationToken: cancellationToken);
            return true;
        },
        cancellationToken);

    private Task<Response> CloseAsync(TableClient table, string id, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(OpenPartition(id), id, cancellationToken: cancellationToken);

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(TableClient table, string filter, Func<TableEntity, T> read, CancellationToken cancellationToken)
    {
        List<T> found = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            found.Add(read(row));
        }

        return found;
    }

    /// <summary>Deletes the claim unless the key stands for another job.</summary>
    private static async Task DeleteClaimAsync(TableClient table, ExpiredJob job, string keyHash, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(table, KeyPartition(job.App), keyHash, cancellationToken) is { } claim && claim.GetString(JobId) == job.Id)
        {
            await table.DeleteEntityAsync(claim.PartitionKey, claim.RowKey, cancellationToken: cancellationToken);
        }
    }

    private static async Task<TableEntity?> FindRowAsync(TableClient table, string partition, string row, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private static async Task<bool> TryAddAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
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

    private static async Task<bool> TryReplaceAsync(TableClient table, TableEntity row, ETag version, CancellationToken cancellationToken)
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

    private string OpenPartition(string id) => $"{_openPartitions}_{id[^1]}";

    private static string KeyPartition(string app) => $"{app}_keys";

    // The id ends in chance, so its last digit spreads a day's jobs over sixteen partitions.
    private static string ExpiryPartition(string id, DateTimeOffset expiresAt) =>
        string.Create(CultureInfo.InvariantCulture, $"_{expiresAt.UtcDateTime:yyyyMMdd}_{id[^1]}");

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
