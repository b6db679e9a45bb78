using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps jobs: a partition an app, the newest first. Rows in partitions <c>{app}_keys</c> say which job an idempotency key
/// stands for, those in <c>_{yyyyMMdd}_{shard}</c> what expires on a day, those in <c>_open_{site}_{shard}</c> what has not ended. No app's name
/// has an underscore.
/// </summary>
internal sealed class JobTable(TableServiceClient service, string site) : IJobStore
{
    private const string What = "jobs";

    private readonly ClaimRows _claims = new(site);
    private readonly LazyTable _table = new(service, TableNames.Jobs);

    public Task<JobClaim> BeginAsync(Job job, string? keyHash, string requestHash, CancellationToken cancellationToken) => RunAsync(
        table => _claims.BeginAsync(table, new ExpiredJob(job.App, job.Id, job.ExpiresAt, keyHash), job.CreatedAt, requestHash, cancellationToken), cancellationToken);

    public Task AddAsync(Job job, CancellationToken cancellationToken) =>
        RunAsync(table => ClaimRows.TryAddAsync(table, JobEntity.Of(job), cancellationToken), cancellationToken);

    public Task<Job?> FindAsync(string app, string id, CancellationToken cancellationToken) => RunAsync(
        async table => await ClaimRows.FindAsync(table, app, id, cancellationToken) is { } row ? JobEntity.Read(row) : null, cancellationToken);

    public Task<(Job Job, bool Changed)?> SetStatusAsync(string app, string id, JobStatus status, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            while (await ClaimRows.FindAsync(table, app, id, cancellationToken) is { } row)
            {
                Job job = JobEntity.Read(row);
                if (job.IsFinal || job.Status == status)
                {
                    return (job, false);
                }

                Job changed = job with { Status = status };
                changed = changed.IsFinal ? changed with { CompletedAt = now } : changed;
                if (await ClaimRows.TryReplaceAsync(table, JobEntity.Of(changed), row.ETag, cancellationToken))
                {
                    if (changed.IsFinal)
                    {
                        await _claims.CloseAsync(table, id, cancellationToken);
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
        foreach (OpenJob job in await RunAsync(table => _claims.ListOpenAsync(table, before, cancellationToken), cancellationToken))
        {
            yield return job;
        }
    }

    public Task CloseAsync(JobRef job, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await _claims.CloseAsync(table, job.Id, cancellationToken);
            return true;
        },
        cancellationToken);

    public async IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (ExpiredJob job in await RunAsync(table => ClaimRows.ListExpiredAsync(table, now, cancellationToken), cancellationToken))
        {
            yield return job;
        }
    }

    public Task DeleteAsync(ExpiredJob job, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            await _claims.DeleteAsync(table, job, cancellationToken);
            return true;
        },
        cancellationToken);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
