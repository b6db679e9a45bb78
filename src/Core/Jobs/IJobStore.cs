namespace LlmFunctions.Jobs;

/// <summary>Where jobs are kept.</summary>
public interface IJobStore : IOpenWork
{
    /// <summary>Makes sure that whatever is stored of a job from now on will expire, and takes the idempotency key for it if there is one.</summary>
    /// <param name="job">The job that is to be added.</param>
    /// <param name="keyHash">The hash of the idempotency key; null for none.</param>
    /// <param name="requestHash">The hash of what is asked.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The job that the key stands for: this one, or that of an earlier request. Of several at once, one is first.</returns>
    Task<JobClaim> BeginAsync(Job job, string? keyHash, string requestHash, CancellationToken cancellationToken);

    /// <summary>Returns when the job is durable, or is there already.</summary>
    Task AddAsync(Job job, CancellationToken cancellationToken);

    /// <summary>The job; null when the app has none of this id.</summary>
    Task<Job?> FindAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Changes a job, whoever else changes it at the same time. A final status stays as it is.</summary>
    /// <returns>The job as it is then, and whether it was changed by this; null when the app has none of this id.</returns>
    Task<(Job Job, bool Changed)?> SetStatusAsync(string app, string id, JobStatus status, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>An app's jobs, the newest first.</summary>
    Task<IReadOnlyList<Job>> ListAsync(string app, JobFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The jobs whose time is over.</summary>
    IAsyncEnumerable<ExpiredJob> ListExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes all that is kept of a job here; what makes it expire is deleted last.</summary>
    Task DeleteAsync(ExpiredJob job, CancellationToken cancellationToken);
}
