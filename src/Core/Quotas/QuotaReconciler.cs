using LlmFunctions.Configuration;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Quotas;

/// <summary>
/// Frees what instances that died held of limits. What they used is in the usage records, each of which names the shares that it was
/// booked on; what they had under way is not, and stays taken.
/// </summary>
public sealed class QuotaReconciler(IQuotaStore store, IUsageReader records, GatewayOptions options, TimeProvider timeProvider, ILogger<QuotaReconciler> logger)
{
    // Until the record of the last call is there, and what the clocks of instances differ by.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>How long after its last word to the counters an instance is dead, and none of its calls can be under way.</summary>
    internal TimeSpan Patience => options.Deadline + Slack;

    /// <summary>Looks for instances that died, and reconciles their shares.</summary>
    /// <param name="thorough">Whether all counters are read though no instance is missed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(bool thorough, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        IReadOnlyList<string> dead = await store.FindDeadAsync(now - Patience, cancellationToken);

        // Without records nobody knows what was used.
        if (options.Usage.Ledger && (thorough || dead.Count > 0))
        {
            foreach (StoredCounter orphan in await store.FindOrphansAsync(now, now - Patience, cancellationToken))
            {
                await ReconcileAsync(orphan, now, cancellationToken);
            }
        }

        foreach (string instance in dead)
        {
            await store.ForgetAsync(instance, cancellationToken);
        }
    }

    private async Task ReconcileAsync(StoredCounter orphan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (QuotaKey key, QuotaCounter counter) = orphan;
        KeyValuePair<string, QuotaShare>[] shares = [.. counter.Shares.Where(share => share.Value.Until < now - Patience)];
        Dictionary<string, decimal> recorded = shares.ToDictionary(static share => share.Key, static _ => 0m);
        if (shares.Length == 0)
        {
            return;
        }

        await records.ReadAsync(
            key.App,
            shares.Min(static share => share.Value.Since) - Slack,
            now,
            line =>
            {
                foreach (string share in line.Shares?.Split(' ') ?? [])
                {
                    if (recorded.TryGetValue(share, out decimal sum))
                    {
                        recorded[share] = sum + QuotaNeed.Of(line.PromptTokens + line.CompletionTokens, line.Cost, key.Unit);
                    }
                }
            },
            cancellationToken);
        foreach ((string name, QuotaShare share) in shares)
        {
            // If it said a word meanwhile it is alive: only the share that was looked at is closed.
            await store.UpdateAsync(
                key,
                stored => stored.Shares.TryGetValue(name, out QuotaShare current) && current == share ? stored.Bury(name, recorded[name]) : stored,
                cancellationToken);
            Log.Reconciled(logger, key.Rule, key.Subject, name, share.Granted, recorded[name], share.UnderWay);
        }
    }
}
