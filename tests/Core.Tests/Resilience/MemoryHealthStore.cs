using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;

namespace LlmFunctions.Tests.Resilience;

/// <summary>Several boards can share it; counts, and can refuse. The real one is tested against the storage.</summary>
internal sealed class MemoryHealthStore : IHealthStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TargetKey, HealthRow> _rows = [];
    private int _version;

    public bool Broken { get; set; }

    public int Reads { get; private set; }

    /// <summary>Writes that were tried, the refused ones among them.</summary>
    public int Writes { get; private set; }

    /// <summary>Writes that changed something.</summary>
    public int Stored { get; private set; }

    public IReadOnlyList<HealthRow> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows.Values];
            }
        }
    }

    public Task<IReadOnlyList<HealthRow>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Reads++;
            ThrowIfBroken();
            return Task.FromResult<IReadOnlyList<HealthRow>>([.. _rows.Values]);
        }
    }

    public Task<HealthWrite> WriteAsync(HealthRow row, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Writes++;
            ThrowIfBroken();
            HealthRow? stored = _rows.GetValueOrDefault(row.Key);
            if (stored?.Version != row.Version)
            {
                return Task.FromResult(new HealthWrite(stored?.Version, stored));
            }

            Stored++;
            string version = (++_version).ToString(CultureInfo.InvariantCulture);
            _rows[row.Key] = row with { Version = version };
            return Task.FromResult(new HealthWrite(version, null));
        }
    }

    public Task RecordAsync(IReadOnlyList<ProbeRecord> probes, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthHistoryPage> ReadHistoryAsync(HealthHistoryQuery query, CancellationToken cancellationToken) => Task.FromResult(HealthHistoryPage.Empty);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    private void ThrowIfBroken()
    {
        if (Broken)
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "no storage");
        }
    }
}
