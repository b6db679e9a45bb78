using LlmFunctions.Alerts;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Looks for what is wrong; without rules in the settings it does nothing.</summary>
public sealed class AlertTimers(AlertWatch watch)
{
    [Function("WatchAlerts")]
    public Task Watch([TimerTrigger("15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => watch.RunAsync(cancellationToken);

    [Function("PurgeAlerts")]
    public Task Purge([TimerTrigger("0 53 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => watch.PurgeAsync(cancellationToken);
}
