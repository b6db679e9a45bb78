using LlmFunctions.Quotas;

namespace LlmFunctions.Bench.Micro;

/// <summary>The counters of an app without limits, which are never asked.</summary>
internal sealed class NothingCounted : IQuotaStore
{
    public Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No limit is configured.");

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);
}
