using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Usage.Reports;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Rolls usage up, and deletes what was kept long enough.</summary>
public sealed class UsageTimers(UsageRollUps rollUps, FeedbackPurge feedback)
{
    [Function("RollUpUsage")]
    public Task RollUp([TimerTrigger("0 4-59/10 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => rollUps.RunAsync(cancellationToken);

    [Function("PurgeUsage")]
    public Task Purge([TimerTrigger("0 37 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(rollUps.PurgeAsync(cancellationToken), feedback.RunAsync(cancellationToken));
}
