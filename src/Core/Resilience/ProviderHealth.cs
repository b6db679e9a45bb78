using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;

namespace LlmFunctions.Resilience;

/// <summary>What this instance knows of a provider: its accounts, and a pool for each of its models that was asked for.</summary>
internal sealed class ProviderHealth(Provider provider, GatewayOptions options)
{
    // Model ids come from clients, who must not fill the memory.
    private const int MostModels = 2000;

    private readonly ConcurrentDictionary<string, CandidatePool> _pools = new(StringComparer.Ordinal);
    private int _version;

    public Lock Gate { get; } = new();

    public IReadOnlyList<AccountHealth> Accounts { get; } = [.. provider.Accounts.Select(account => new AccountHealth(account, options.Health))];

    /// <summary>Goes up when an account changes, so that views of before are not taken for current.</summary>
    public int Version => Volatile.Read(ref _version);

    public IEnumerable<KeyValuePair<string, CandidatePool>> Pools => _pools;

    /// <summary>Whether both are of the same provider with the same settings.</summary>
    public bool IsAs(ProviderHealth other) => Made == other.Made;

    /// <summary>What it was made of.</summary>
    private (string Provider, BreakerOptions Breaker, HealthOptions Health) Made => (provider.Fingerprint, options.Breaker, options.Health);

    /// <summary>Takes over the states of the accounts and targets that both have.</summary>
    public void TakeOver(ProviderHealth other, DateTimeOffset now)
    {
        List<HealthRow> rows = [];
        lock (other.Gate)
        {
            rows.AddRange(other.Accounts.Select(account => account.ToRow(now) with { Probe = account.Probe }));
            rows.AddRange(other.Pools.SelectMany(static pool => pool.Value.Slots).Select(slot => slot.Target.ToRow(now)).Where(static row => row.ChangedAt is not null));
        }

        foreach (HealthRow row in rows)
        {
            if (row.Model.Length == 0)
            {
                Find(row.Account)?.Adopt(row);
            }
            else
            {
                Pool(row.Model, now).Find(row.Account)?.Target.Adopt(row, now);
            }
        }
    }

    public void Change() => Interlocked.Increment(ref _version);

    public AccountHealth? Find(string account) => Accounts.FirstOrDefault(known => known.Account.Id == account);

    public CandidatePool Pool(string model, DateTimeOffset now) => _pools.TryGetValue(model, out CandidatePool? pool) ? pool : Add(model, now);

    private CandidatePool Add(string model, DateTimeOffset now)
    {
        lock (Gate)
        {
            if (_pools.Count >= MostModels)
            {
                Forget(now);
            }

            return _pools.GetOrAdd(model, _ => new CandidatePool(
                [.. Accounts.Select(account => new CandidateSlot(account, new TargetHealth(new TargetKey(provider.Name, account.Account.Id, model), options.Breaker), options.Health.Enforced))]));
        }
    }

    /// <summary>Forgets half of the models, those that were not used for the longest time, but none that matters now.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach ((string model, CandidatePool pool) in _pools
            .Where(entry => entry.Value.Slots.All(slot => slot.Target.IsIdle(now)))
            .OrderBy(static entry => entry.Value.UsedAt)
            .Take(MostModels / 2))
        {
            _pools.TryRemove(model, out _);
            pool.Forget();
        }
    }
}
