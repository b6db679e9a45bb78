using LlmFunctions.Conversations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes the responses whose time is over. Until then they are there, but nobody can read them any more.</summary>
public sealed class PurgeResponses(IResponseStore store, TimeProvider timeProvider, ILogger<PurgeResponses> logger)
{
    [Function("PurgeResponses")]
    public async Task Run([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        int purged = await store.PurgeAsync(timeProvider.GetUtcNow(), cancellationToken);
        if (purged > 0)
        {
            Log.ResponsesPurged(logger, purged);
        }
    }
}
