using LlmFunctions.Batches;
using LlmFunctions.Functions.Workflows.Batches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Looks after batches and files: none is lost, and none is kept for longer than it should be. What their workflows leave behind is purged with that of jobs.</summary>
public sealed class BatchTimers(BatchStarter starter, BatchPurge purge, ILogger<BatchTimers> logger)
{
    [Function("SweepBatches")]
    public Task Sweep([TimerTrigger("45 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        starter.SweepAsync(client, cancellationToken);

    [Function("PurgeBatches")]
    public async Task Purge([TimerTrigger("0 34 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        (int batches, int files) = await purge.RunAsync(cancellationToken);
        if (batches + files > 0)
        {
            Workflows.Batches.Log.Purged(logger, batches, files);
        }
    }
}
