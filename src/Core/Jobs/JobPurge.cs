namespace LlmFunctions.Jobs;

/// <summary>Deletes the jobs whose time is over, and all that was said in them.</summary>
public sealed class JobPurge(IJobStore jobs, IPayloadStore payloads, TimeProvider timeProvider)
{
    /// <summary>Returns how many were deleted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int purged = 0;
        await foreach (ExpiredJob job in jobs.ListExpiredAsync(timeProvider.GetUtcNow(), cancellationToken))
        {
            // The payloads first: as long as something is left of a job, it must be found by the next purge.
            await payloads.DeleteAsync(job.Id, cancellationToken);
            await jobs.DeleteAsync(job, cancellationToken);
            purged++;
        }

        return purged;
    }
}
