using LlmFunctions.Configuration;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Experiments.Ratings;

/// <summary>Deletes feedback when the records of the calls that it is on are deleted.</summary>
public sealed class FeedbackPurge(IFeedbackStore store, GatewayOptions options, TimeProvider timeProvider, ILogger<FeedbackPurge> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int rows = await store.PurgeAsync(Times.Day(timeProvider.GetUtcNow()) - options.Usage.KeepRecords, cancellationToken);
        if (rows > 0)
        {
            Log.FeedbackPurged(logger, rows);
        }
    }
}
