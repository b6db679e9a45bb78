using LlmFunctions.Caching;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes cached answers whose time is over. Until then they are there, but nobody gets them any more.</summary>
public sealed class PurgeAnswers(IAnswerStore store, TimeProvider timeProvider, ILogger<PurgeAnswers> logger)
{
    [Function("PurgeAnswers")]
    public async Task Run([TimerTrigger("0 29 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        int purged = await store.PurgeAsync(timeProvider.GetUtcNow(), cancellationToken);
        if (purged > 0)
        {
            Log.AnswersPurged(logger, purged);
        }
    }
}
