namespace LlmFunctions.Management;

/// <summary>Where documents are kept, and instances tell which of them they run with.</summary>
public interface IConfigurationStore
{
    /// <summary>Which configuration is the current one, by one read of one row; null as long as nothing was ever configured.</summary>
    Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>The current configuration.</summary>
    Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Puts documents in the place of a configuration, all or none of them.</summary>
    /// <returns>The new configuration, or null when another one has taken the place before.</returns>
    Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Tells what an instance runs with.</summary>
    Task ReportAsync(InstanceReport report, CancellationToken cancellationToken);

    /// <summary>What instances told since a time. What was told before is forgotten.</summary>
    Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken);
}
