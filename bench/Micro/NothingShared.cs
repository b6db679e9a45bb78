using LlmFunctions.Resilience;

namespace LlmFunctions.Bench;

/// <summary>The store of an instance that is alone: no call waits for it, so what it takes is not a part of routing.</summary>
internal sealed class NothingShared : IHealthStore
{
    public Task<IReadOnlyList<HealthRow>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<HealthRow>>([]);

    public Task<HealthWrite> WriteAsync(HealthRow row, CancellationToken cancellationToken) => Task.FromResult(new HealthWrite(null, null));

    public Task RecordAsync(IReadOnlyList<ProbeRecord> probes, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthHistoryPage> ReadHistoryAsync(HealthHistoryQuery query, CancellationToken cancellationToken) => Task.FromResult(HealthHistoryPage.Empty);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);
}
