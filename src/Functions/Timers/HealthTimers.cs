using LlmFunctions.Resilience;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>
/// Looks after the accounts. The schedules are fixed, because one that is taken from a setting keeps the function from loading
/// where the setting is missing; how often an account is probed is decided by when it was probed last.
/// </summary>
public sealed class HealthTimers(HealthProbes probes)
{
    [Function("ProbeProviders")]
    public Task Probe([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => probes.RunAsync(cancellationToken);

    [Function("PurgeHealthHistory")]
    public Task Purge([TimerTrigger("0 23 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => probes.PurgeAsync(cancellationToken);
}
