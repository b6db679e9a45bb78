using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Jobs;

/// <summary>Takes jobs from one status to the next, and waits for that.</summary>
public sealed class JobProgress(IJobStore jobs, IPayloadStore payloads, JobSignals signals, TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);

    /// <summary>The job, which is being worked on from now on; null when there is nothing to do, because it has come to its end or was purged.</summary>
    public async Task<Job?> BeginAsync(JobRef job, CancellationToken cancellationToken) =>
        await jobs.FindAsync(job.App, job.Id, cancellationToken) switch
        {
            null or { IsFinal: true } => null,
            { Status: JobStatus.Running } running => running,
            _ => await jobs.SetStatusAsync(job.App, job.Id, JobStatus.Running, timeProvider.GetUtcNow(), cancellationToken) is { Job: { IsFinal: false } begun } ? begun : null,
        };

    /// <summary>Ends a job with what came of it. What is stored of that already stays as it is.</summary>
    public async Task FinishAsync(JobRef job, JobResult result, CancellationToken cancellationToken)
    {
        JobResult? stored = await ResultAsync(job.Id, cancellationToken);
        if (stored is null)
        {
            await payloads.SaveAsync(job.Id, PayloadNames.Result, JsonSerializer.SerializeToUtf8Bytes(result, JobJson.Stored.JobResult), cancellationToken);
        }

        await EndAsync(job, (stored ?? result).Error is null ? JobStatus.Completed : JobStatus.Failed, cancellationToken);
    }

    /// <exception cref="GatewayException">It has come to its end, or there is none of this id.</exception>
    public async Task<Job> CancelAsync(JobRef job, CancellationToken cancellationToken) =>
        await EndAsync(job, JobStatus.Cancelled, cancellationToken) switch
        {
            null => throw NotFound(job.Id),
            { Changed: true } cancelled => cancelled.Job,
            { Job: { } ended } => throw new GatewayException(ErrorKind.Conflict, $"The job '{job.Id}' is {ended.Status.ToString().ToLowerInvariant()} and cannot be cancelled any more."),
        };

    /// <exception cref="GatewayException">The app has no job of this id.</exception>
    public async Task<Job> GetAsync(JobRef job, CancellationToken cancellationToken) =>
        (JobIds.IsOne(job.Id) ? await jobs.FindAsync(job.App, job.Id, cancellationToken) : null) ?? throw NotFound(job.Id);

    /// <summary>What came of a job; null when nothing has yet, or it was cancelled.</summary>
    public async Task<JobResult?> ResultAsync(string jobId, CancellationToken cancellationToken) =>
        await payloads.FindAsync(jobId, PayloadNames.Result, cancellationToken) is { } stored ? JsonSerializer.Deserialize(stored.Span, JobJson.Stored.JobResult) : null;

    /// <summary>Tells the calls of a job that enough others have answered.</summary>
    public async Task MarkEnoughAsync(string jobId, CancellationToken cancellationToken)
    {
        await payloads.SaveAsync(jobId, PayloadNames.Enough, ReadOnlyMemory<byte>.Empty, cancellationToken);
        signals.Changed(jobId);
    }

    /// <summary>Waits for a job to come to its end; returns it as it is then, or when the time is over.</summary>
    public Task<Job> WaitAsync(Job job, TimeSpan atMost, CancellationToken cancellationToken) => LookAsync(
        job.Id,
        FirstLook,
        timeProvider.GetUtcNow() + atMost,
        async () => await jobs.FindAsync(job.App, job.Id, cancellationToken) ?? throw NotFound(job.Id),
        static job => job.IsFinal,
        cancellationToken);

    /// <summary>Does a part of a job, and gives it up when its result is not wanted any more: the job has ended, or enough others have answered.</summary>
    /// <param name="job">Whose part it is.</param>
    /// <param name="hasQuorum">Whether others may be enough.</param>
    /// <param name="work">What is to be done; its token is cancelled when it is to be given up.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<T> WhileWantedAsync<T>(Job job, bool hasQuorum, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource unwanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> looking = LookAsync(job.Id, LastLook, DateTimeOffset.MaxValue, () => IsUnwantedAsync(job, hasQuorum, done.Token), static isUnwanted => isUnwanted, done.Token);
        Task<T> working = work(unwanted.Token);
        if (await Task.WhenAny(working, looking) == looking && looking.IsCompletedSuccessfully)
        {
            await unwanted.CancelAsync();
        }

        try
        {
            return await working;
        }
        finally
        {
            await done.CancelAsync();
            await ((Task)looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static GatewayException NotFound(string id) => new(ErrorKind.NotFound, $"There is no job '{id}'.");

    private async Task<bool> IsUnwantedAsync(Job job, bool hasQuorum, CancellationToken cancellationToken) =>
        await jobs.FindAsync(job.App, job.Id, cancellationToken) is null or { IsFinal: true }
        || (hasQuorum && await payloads.FindAsync(job.Id, PayloadNames.Enough, cancellationToken) is not null);

    /// <summary>Looks until it is enough: when this process changes the job, and from time to time because another one may.</summary>
    private async Task<T> LookAsync<T>(string jobId, TimeSpan pause, DateTimeOffset end, Func<Task<T>> look, Func<T, bool> isEnough, CancellationToken cancellationToken)
    {
        while (true)
        {
            using JobSignals.Listener listener = signals.Listen(jobId);
            T seen = await look();
            TimeSpan left = end - timeProvider.GetUtcNow();
            if (isEnough(seen) || left <= TimeSpan.Zero)
            {
                return seen;
            }

            await listener.Changed.WaitAsync(pause < left ? pause : left, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            pause = pause * 2 < LastLook ? pause * 2 : LastLook;
        }
    }

    private async Task<(Job Job, bool Changed)?> EndAsync(JobRef job, JobStatus status, CancellationToken cancellationToken)
    {
        (Job Job, bool Changed)? ended = await jobs.SetStatusAsync(job.App, job.Id, status, timeProvider.GetUtcNow(), cancellationToken);
        signals.Changed(job.Id);
        return ended;
    }
}
