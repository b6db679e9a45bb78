using LlmFunctions.Alerts;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Functions.Workflows.Batches;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Timers;

/// <summary>
/// All that is looked after each minute, in one function: on pay-per-call hosting each timer of its own is paid for by itself. The schedule
/// is fixed, because one that is taken from a setting keeps the function from loading where the setting is missing.
/// </summary>
public sealed class EveryMinute(HealthProbes probes, AlertWatch alerts, QuotaReconciler quotas, JobSweep jobs, BatchStarter batches)
{
    [Function("EveryMinute")]
    public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => WhenAllAsync(
        probes.RunAsync(cancellationToken),
        alerts.RunAsync(cancellationToken),
        quotas.RunAsync(thorough: false, cancellationToken),
        jobs.RunAsync(client, cancellationToken),
        batches.SweepAsync(client, cancellationToken));

    /// <summary>Returns when all have ended; one that fails keeps none of the others from its end, nor hides another's failure.</summary>
    internal static async Task WhenAllAsync(params Task[] parts)
    {
        Task all = Task.WhenAll(parts);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.Exception is { } failures)
        {
            throw failures;
        }
    }
}
