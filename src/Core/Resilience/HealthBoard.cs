using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Resilience;

/// <summary>
/// This instance's view of all accounts and targets. It learns from every attempt at once, and from other instances through
/// the store, in the background: no call waits for the storage.
/// </summary>
public sealed class HealthBoard : ITargetPool, ICandidateHealth, IDisposable
{
    private static readonly TimeSpan LongestRecheck = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ProviderHealth> _providers = new(StringComparer.Ordinal);
    private readonly GatewayOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HealthExchange _exchange;
    private readonly SecretWatch _secrets;

    public HealthBoard(GatewayOptions options, ProviderRegistry providers, IHealthStore store, ProviderKeys keys, TimeProvider timeProvider, ILogger<HealthBoard> logger)
    {
        _options = options;
        _timeProvider = timeProvider;
        _exchange = new HealthExchange(this, store, options.Health.RefreshInterval, timeProvider, logger);
        _secrets = new SecretWatch(keys, logger);
        foreach (Provider provider in providers.All)
        {
            _providers.TryAdd(provider.Name, new ProviderHealth(provider, options));
        }
    }

    public Account? Pick(Candidate candidate, IReadOnlyCollection<string>? tried)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        _exchange.Touch(now);
        ProviderHealth provider = Of(candidate.Provider);
        CandidatePool pool = provider.Pool(candidate.Model, now);
        lock (provider.Gate)
        {
            return pool.Pick(tried, now)?.Account.Account;
        }
    }

    public void Started(TargetKey target)
    {
        if (_providers.TryGetValue(target.Provider, out ProviderHealth? provider))
        {
            DateTimeOffset now = _timeProvider.GetUtcNow();
            CandidatePool pool = provider.Pool(target.Model, now);
            lock (provider.Gate)
            {
                pool.Find(target.Account)?.Start(now);
                pool.Change();
            }
        }
    }

    public void Ended(TargetKey target, in AttemptOutcomeReport report)
    {
        if (!_providers.TryGetValue(target.Provider, out ProviderHealth? provider))
        {
            return;
        }

        DateTimeOffset now = _timeProvider.GetUtcNow();
        CandidatePool pool = provider.Pool(target.Model, now);
        News news;
        lock (provider.Gate)
        {
            news = pool.Find(target.Account)?.End(report, now) ?? News.None;
            pool.Change();
        }

        if (news.HasFlag(News.OfTarget))
        {
            _exchange.Publish(target);
        }

        if (news.HasFlag(News.OfAccount))
        {
            provider.Change();
            _exchange.Publish(target with { Model = "" });
        }
    }

    public Unusable Why(Candidate candidate)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        ProviderHealth provider = Of(candidate.Provider);
        CandidatePool pool = provider.Pool(candidate.Model, now);
        lock (provider.Gate)
        {
            return pool.Why(now);
        }
    }

    public CandidateHealth Of(Candidate candidate, DateTimeOffset now)
    {
        _exchange.Touch(now);
        (_, _, ProviderHealth provider, CandidatePool pool) = PlaceOf(candidate, now);

        // Read before the pool is looked at: what changes meanwhile makes the view old at once.
        int version = provider.Version;
        if (pool.Cached(version, now) is { } view)
        {
            return view.Health;
        }

        lock (provider.Gate)
        {
            return pool.Look(version, now);
        }
    }

    /// <summary>A probe of an account has ended.</summary>
    /// <param name="account">Which account.</param>
    /// <param name="outcome">How.</param>
    /// <param name="key">The key that it was made with.</param>
    public void Probed(Account account, ProbeOutcome outcome, string? key)
    {
        ProviderHealth provider = Of(account.Provider);
        bool isNews = false;
        lock (provider.Gate)
        {
            if (provider.Find(account.Id) is { } known)
            {
                isNews = ProbeRules.Apply(known, outcome, KeyFingerprint.Of(key));
                provider.Change();
            }
        }

        if (isNews)
        {
            _exchange.Publish(new TargetKey(account.Provider.Name, account.Id, ""));
        }
    }

    /// <summary>
    /// Takes over what the board of another configuration knows, before this one is used. Of a provider that is the same, everything; of one
    /// that was changed, the state of the accounts and targets that it still has.
    /// </summary>
    public void TakeOver(HealthBoard other)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        foreach ((string name, ProviderHealth known) in other._providers)
        {
            if (_providers.TryGetValue(name, out ProviderHealth? provider))
            {
                if (provider.IsAs(known))
                {
                    _providers[name] = known;
                }
                else
                {
                    provider.TakeOver(known, now);
                }
            }
        }
    }

    /// <summary>Reads what other instances found out, now.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _exchange.RefreshAsync(cancellationToken);

    /// <summary>Waits a little for what other instances found out, where it was not read for too long.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _exchange.CatchUpAsync(cancellationToken);

    /// <summary>Ends when all that this instance found out so far is written, or could not be.</summary>
    public Task FlushAsync() => _exchange.FlushAsync();

    /// <summary>Everything that is known of a provider.</summary>
    public IReadOnlyList<AccountSnapshot> Describe(Provider provider)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        _exchange.Touch(now);
        return HealthSnapshots.Of(Of(provider), now);
    }

    /// <summary>A point of an account's history.</summary>
    internal ProbeRecord Record(Account account, ProbeOutcome outcome) => HealthSnapshots.Record(Of(account.Provider), account, outcome, _timeProvider.GetUtcNow());

    public void Dispose() => _exchange.Dispose();

    internal HealthRow? Read(TargetKey key)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        if (!_providers.TryGetValue(key.Provider, out ProviderHealth? provider))
        {
            return null;
        }

        if (key.Model.Length == 0)
        {
            lock (provider.Gate)
            {
                return provider.Find(key.Account)?.ToRow(now);
            }
        }

        CandidatePool pool = provider.Pool(key.Model, now);
        lock (provider.Gate)
        {
            return pool.Find(key.Account)?.Target.ToRow(now);
        }
    }

    internal void Adopt(HealthRow row)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        if (!_providers.TryGetValue(row.Provider, out ProviderHealth? provider))
        {
            // Another app's, or a provider's that is not configured any more.
            return;
        }

        if (row.Model.Length == 0)
        {
            lock (provider.Gate)
            {
                provider.Find(row.Account)?.Adopt(row);
            }

            provider.Change();
            return;
        }

        CandidatePool pool = provider.Pool(row.Model, now);
        lock (provider.Gate)
        {
            pool.Find(row.Account)?.Target.Adopt(row, now);
            pool.Change();
        }
    }

    /// <summary>
    /// Looks whether accounts whose key was refused have another one by now. While whoever keeps the secrets is silent, what other
    /// instances find out is still read, so it is not waited for.
    /// </summary>
    internal async Task RecheckAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        using CancellationTokenSource silence = new(LongestRecheck, _timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            foreach (ProviderHealth provider in _providers.Values)
            {
                foreach (AccountHealth account in provider.Accounts)
                {
                    if (await _secrets.HasChangedAsync(provider, account, now, either.Token))
                    {
                        _exchange.Publish(new TargetKey(account.Account.Provider.Name, account.Account.Id, ""));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next refresh looks again.
        }
    }

    private Place PlaceOf(Candidate candidate, DateTimeOffset now)
    {
        if (candidate.Note.Value is Place known && ReferenceEquals(known.Board, this) && ReferenceEquals(known.Candidate, candidate) && !known.Pool.IsForgotten)
        {
            return known;
        }

        ProviderHealth provider = Of(candidate.Provider);
        Place found = new(this, candidate, provider, provider.Pool(candidate.Model, now));
        candidate.Note.Value = found;
        return found;
    }

    private ProviderHealth Of(Provider provider) => _providers.TryGetValue(provider.Name, out ProviderHealth? health) ? health : Add(provider);

    private ProviderHealth Add(Provider provider) => _providers.GetOrAdd(provider.Name, _ => new ProviderHealth(provider, _options));

    /// <summary>Where a candidate's health is found.</summary>
    private sealed record Place(HealthBoard Board, Candidate Candidate, ProviderHealth Provider, CandidatePool Pool);
}
