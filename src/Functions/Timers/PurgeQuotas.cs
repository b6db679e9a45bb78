using LlmFunctions.Quotas;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes the counters of windows that are long over, and frees what instances that died held.</summary>
public sealed class PurgeQuotas(IQuotaStore store, QuotaReconciler reconciler, TimeProvider timeProvider)
{
    // Longer than a call may take: what was under way when a window ended is booked on it.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    [Function("PurgeQuotas")]
    public async Task Run([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await store.PurgeAsync(timeProvider.GetUtcNow() - Kept, cancellationToken);
        await reconciler.RunAsync(thorough: true, cancellationToken);
    }
}
