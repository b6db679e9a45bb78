using LlmFunctions.Quotas;

namespace LlmFunctions.Bench.Micro;

/// <summary>The counters of an app without limits, which are never asked.</summary>
internal sealed class NothingCounted : IQuotaStore
{
    public Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No limit is configured.");

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<IReadOnlyList<StoredCounter>> ReadAsync(string rule, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredCounter>>([]);

    public Task BeatAsync(string instance, DateTimeOffset until, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ForgetAsync(string instance, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> FindDeadAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<StoredCounter>> FindOrphansAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredCounter>>([]);
}
