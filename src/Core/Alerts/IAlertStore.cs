namespace LlmFunctions.Alerts;

/// <summary>Where alerts are kept.</summary>
public interface IAlertStore
{
    /// <summary>The alerts that are open.</summary>
    Task<IReadOnlyList<Alert>> ReadOpenAsync(CancellationToken cancellationToken);

    /// <summary>Opens an alert. Null when somebody else has opened one of this rule and subject.</summary>
    Task<Alert?> OpenAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Changes an open alert. Null when somebody else has changed it meanwhile.</summary>
    Task<Alert?> UpdateAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Moves an alert from the open ones to the past. Who does it again changes nothing.</summary>
    Task ArchiveAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Closed alerts, those that were closed last first.</summary>
    Task<IReadOnlyList<Alert>> ReadClosedAsync(int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<AlertSilence>> ReadSilencesAsync(CancellationToken cancellationToken);

    Task SaveSilenceAsync(AlertSilence silence, CancellationToken cancellationToken);

    Task<AlertSilence?> FindSilenceAsync(string id, CancellationToken cancellationToken);

    Task DeleteSilenceAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes what was closed, and the silences that ended, before a moment; returns how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
