using System.Collections.Concurrent;
using LlmFunctions.Errors;
using LlmFunctions.Quotas;

namespace LlmFunctions.Tests.Quotas;

/// <summary>Counters that several keepers share; notes whether a limit was ever passed.</summary>
internal sealed class MemoryQuotaStore : IQuotaStore
{
    private readonly Lock _gate = new();
    private int _calls;

    public ConcurrentDictionary<QuotaKey, QuotaCounter> Counters { get; } = new();

    public int Calls => _calls;

    public bool IsBroken { get; set; }

    /// <summary>Whether changes are made and then reported as failed.</summary>
    public bool LosesReplies { get; set; }

    /// <summary>Called with each new state.</summary>
    public Action<QuotaCounter>? Changed { get; set; }

    public async Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        if (IsBroken)
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "no storage");
        }

        lock (_gate)
        {
            QuotaCounter counter = change(Counters.GetValueOrDefault(key, QuotaCounter.Empty));
            Counters[key] = counter;
            Changed?.Invoke(counter);
            return LosesReplies ? throw new GatewayException(ErrorKind.StorageUnavailable, "lost") : counter;
        }
    }

    public Task<IReadOnlyList<StoredCounter>> ReadAsync(string rule, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredCounter>>([.. Counters.Where(counter => counter.Key.Rule == rule && !(counter.Key.Period.End <= now)).Select(static counter => new StoredCounter(counter.Key, counter.Value))]);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    public ConcurrentDictionary<string, DateTimeOffset> Instances { get; } = new();

    public Task BeatAsync(string instance, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Instances[instance] = IsBroken ? throw new GatewayException(ErrorKind.StorageUnavailable, "no storage") : until;
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string instance, CancellationToken cancellationToken)
    {
        Instances.TryRemove(instance, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> FindDeadAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Instances.Where(instance => instance.Value < before).Select(static instance => instance.Key)]);

    public Task<IReadOnlyList<StoredCounter>> FindOrphansAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredCounter>>(
        [
            .. from counter in Counters
               where !(counter.Key.Period.End <= now) && counter.Value.Shares.Values.Any(share => share.Until < before)
               select new StoredCounter(counter.Key, counter.Value),
        ]);
}
