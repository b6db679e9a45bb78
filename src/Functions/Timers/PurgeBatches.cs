using LlmFunctions.Batches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes batches and files that were kept long enough. What their workflows leave behind is purged with that of jobs.</summary>
public sealed class PurgeBatches(BatchPurge purge, ILogger<PurgeBatches> logger)
{
    [Function("PurgeBatches")]
    public async Task Run([TimerTrigger("0 34 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        (int batches, int files) = await purge.RunAsync(cancellationToken);
        if (batches + files > 0)
        {
            Workflows.Batches.Log.Purged(logger, batches, files);
        }
    }
}
