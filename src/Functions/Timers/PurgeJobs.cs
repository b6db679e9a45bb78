using LlmFunctions.Configuration;
using LlmFunctions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes jobs that were kept long enough, and what their workflows leave behind.</summary>
public sealed class PurgeJobs(JobPurge purge, GatewayOptions options, TimeProvider timeProvider, ILogger<PurgeJobs> logger)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    [Function("PurgeJobs")]
    public async Task Run([TimerTrigger("0 29 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
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
