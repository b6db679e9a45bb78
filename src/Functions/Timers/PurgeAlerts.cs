using LlmFunctions.Alerts;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes alerts that were over long ago.</summary>
public sealed class PurgeAlerts(AlertWatch watch)
{
    [Function("PurgeAlerts")]
    public Task Run([TimerTrigger("0 53 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => watch.PurgeAsync(cancellationToken);
}
