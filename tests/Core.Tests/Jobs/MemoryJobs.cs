using System.Collections.Concurrent;
using LlmFunctions.Jobs;

namespace LlmFunctions.Tests.Jobs;

/// <summary>Keeps jobs. The real store, with its keys and its purge, is tested against the storage.</summary>
internal sealed class MemoryJobs : IJobStore
{
    private readonly ConcurrentDictionary<string, Job> _jobs = new();

    public Task<JobClaim> BeginAsync(Job job, string? keyHash, string requestHash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AddAsync(Job job, CancellationToken cancellationToken)
    {
        _jobs.TryAdd(job.Id, job);
        return Task.CompletedTask;
    }

    public Task<Job?> FindAsync(string app, string id, CancellationToken cancellationToken) =>
        Task.FromResult(_jobs.TryGetValue(id, out Job? job) && job.App == app ? job : null);

    public Task<(Job Job, bool Changed)?> SetStatusAsync(string app, string id, JobStatus status, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(id, out Job? job))
        {
            return Task.FromResult<(Job, bool)?>(null);
        }

        Job changed = job.IsFinal ? job : job with { Status = status, CompletedAt = status is JobStatus.Running ? null : now };
        _jobs[id] = changed;
        return Task.FromResult<(Job, bool)?>((changed, !job.IsFinal));
    }

    public Task<IReadOnlyList<Job>> ListAsync(string app, JobFilter filter, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CloseAsync(JobRef job, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(ExpiredJob job, CancellationToken cancellationToken) => throw new NotSupportedException();
}
