using LlmFunctions.Resilience;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes the history of health that is too old.</summary>
public sealed class PurgeHealth(HealthProbes probes)
{
    [Function("PurgeHealthHistory")]
    public Task Run([TimerTrigger("0 23 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => probes.PurgeAsync(cancellationToken);
}
