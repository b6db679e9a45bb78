using LlmFunctions.Quotas;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Timers;

/// <summary>Deletes the counters of windows that are long over, and frees what instances that died held.</summary>
public sealed class PurgeQuotas(IQuotaStore store, QuotaReconciler reconciler, TimeProvider timeProvider)
{
    // What was under way when a window ended is booked on it until then.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    [Function("PurgeQuotas")]
    public async Task Run([TimerTrigger("0 41 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await store.PurgeAsync(timeProvider.GetUtcNow() - Kept, cancellationToken);
        await reconciler.RunAsync(thorough: true, cancellationToken);
    }
}
