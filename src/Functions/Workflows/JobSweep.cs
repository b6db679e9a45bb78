using LlmFunctions.Jobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Finds the jobs that a crash has left without a workflow, and what else was begun and never ended.</summary>
public sealed class JobSweep(IJobStore jobs, JobLauncher launcher, TimeProvider timeProvider, ILogger<JobSweep> logger)
{
    public Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken) => jobs.SweepAsync(
        timeProvider.GetUtcNow(),
        async (open, cancellation) =>
        {
            if (await jobs.FindAsync(open.App, open.Id, cancellation) is not { } job)
            {
                return null;
            }

            if (!job.IsFinal)
            {
                await launcher.EnsureAsync(client, job, cancellation);
            }

            return !job.IsFinal;
        },
        logger,
        cancellationToken);
}
