using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Resilience;

/// <summary>Probes the accounts whose last probe, on whichever instance, is long enough ago, and keeps the results.</summary>
public sealed class HealthProbes(
    GatewayOptions options,
    ProviderRegistry providers,
    HealthBoard board,
    IHealthStore store,
    UpstreamClient upstream,
    ProviderKeys keys,
    TimeProvider timeProvider,
    ILogger<HealthProbes> logger)
{
    private const int AtOnce = 8;

    // A timer is not quite punctual, and an interval of a minute must not become one of two.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private readonly AccountProber _prober = new(upstream, keys, timeProvider);

    /// <summary>Probes those that are due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Health.Probes)
        {
            return;
        }

        await board.RefreshAsync(cancellationToken);
        ConcurrentBag<ProbeRecord> records = [];
        await Parallel.ForEachAsync(
            Due(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (account, token) => records.Add(await ProbeAsync(account, token)));
        if (!records.IsEmpty)
        {
            await store.RecordAsync([.. records], cancellationToken);
        }
    }

    /// <summary>Deletes the history that is too old.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken) =>
        Log.Purged(logger, await store.PurgeAsync(timeProvider.GetUtcNow() - options.Health.KeepHistory, cancellationToken));

    private List<Account> Due()
    {
        DateTimeOffset latest = timeProvider.GetUtcNow() - options.Health.ProbeInterval + Tolerance;
        List<Account> due = [];
        foreach (Provider provider in providers.All)
        {
            IReadOnlyList<AccountSnapshot> known = board.Describe(provider);
            due.AddRange(provider.Accounts.Where((account, index) =>
                account.Enabled && AccountProber.CanProbe(account.Provider) && (known[index].Probe is not { } last || last.At <= latest)));
        }

        return due;
    }

    private async Task<ProbeRecord> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        (ProbeOutcome outcome, string? key) = await _prober.ProbeAsync(account, cancellationToken);
        board.Probed(account, outcome, key);
        if (outcome.Result is ProbeResult.Failed or ProbeResult.Refused)
        {
            Log.ProbeFailed(logger, account.Provider.Name, account.Id, outcome.Result, outcome.Error);
        }

        return board.Record(account, outcome);
    }
}
