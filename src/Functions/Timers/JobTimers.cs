using LlmFunctions.Configuration;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Looks after jobs: none is lost, and none is kept for longer than it should be.</summary>
public sealed class JobTimers(JobSweep sweep, JobPurge purge, GatewayOptions options, TimeProvider timeProvider, ILogger<JobTimers> logger)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function("SweepJobs")]
    public Task Sweep([TimerTrigger("30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        sweep.RunAsync(client, cancellationToken);

    [Function("PurgeJobs")]
    public async Task Purge([TimerTrigger("0 29 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        int jobs = await purge.RunAsync(cancellationToken);
        PurgeInstancesFilter old = new(CreatedTo: timeProvider.GetUtcNow() - options.Jobs.Retention, Statuses: Ended);
        PurgeResult instances = await client.PurgeAllInstancesAsync(old, cancellationToken);
        if (jobs + instances.PurgedInstanceCount > 0)
        {
            Workflows.Log.Purged(logger, jobs, instances.PurgedInstanceCount);
        }
    }
}
