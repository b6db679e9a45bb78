using LlmFunctions.Alerts;

namespace LlmFunctions.Tests.Alerts;

/// <summary>Alerts in memory.</summary>
internal sealed class MemoryAlerts : IAlertStore
{
    private int _version;

    public List<Alert> Open { get; } = [];

    public List<Alert> Closed { get; } = [];

    public List<AlertSilence> Silences { get; } = [];

    public Task<IReadOnlyList<Alert>> ReadOpenAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Alert>>([.. Open]);

    public Task<Alert?> OpenAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (Open.Any(one => one.Rule == alert.Rule && one.Subject == alert.Subject))
        {
            return Task.FromResult<Alert?>(null);
        }

        Alert opened = alert with { Version = $"{++_version}" };
        Open.Add(opened);
        return Task.FromResult<Alert?>(opened);
    }

    public Task<Alert?> UpdateAsync(Alert alert, CancellationToken cancellationToken)
    {
        int index = Open.FindIndex(one => one.Id == alert.Id && one.Version == alert.Version);
        if (index < 0)
        {
            return Task.FromResult<Alert?>(null);
        }

        Open[index] = alert with { Version = $"{++_version}" };
        return Task.FromResult<Alert?>(Open[index]);
    }

    public Task ArchiveAsync(Alert alert, CancellationToken cancellationToken)
    {
        Open.RemoveAll(one => one.Id == alert.Id);
        Closed.RemoveAll(one => one.Id == alert.Id);
        Closed.Add(alert);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Alert>> ReadClosedAsync(int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Alert>>([.. Closed.Take(limit)]);

    public Task<IReadOnlyList<AlertSilence>> ReadSilencesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AlertSilence>>([.. Silences]);

    public Task SaveSilenceAsync(AlertSilence silence, CancellationToken cancellationToken)
    {
        Silences.Add(silence);
        return Task.CompletedTask;
    }

    public Task<AlertSilence?> FindSilenceAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Silences.Find(silence => silence.Id == id));

    public Task DeleteSilenceAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Silences.RemoveAll(silence => silence.Id == id));

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);
}
