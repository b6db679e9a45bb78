using LlmFunctions.Jobs;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Finds the jobs that a crash has left without a workflow, and what else was begun and never ended.</summary>
public sealed class JobSweep(IJobStore jobs, JobLauncher launcher, TimeProvider timeProvider)
{
    // A request that is still under way starts its job itself.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // What is no job by then will be none.
    private static readonly TimeSpan Unborn = TimeSpan.FromHours(1);

    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        await foreach (OpenJob open in jobs.ListOpenAsync(now - Grace, cancellationToken))
        {
            switch (await jobs.FindAsync(open.Job.App, open.Job.Id, cancellationToken))
            {
                case { IsFinal: false } job:
                    await launcher.EnsureAsync(client, job, cancellationToken);
                    break;
                case null when now - open.Since < Unborn:
                    break;
                default:
                    await jobs.CloseAsync(open.Job, cancellationToken);
                    break;
            }
        }
    }
}
