using LlmFunctions.Management;

namespace LlmFunctions.Tests.Management;

/// <summary>A store in memory; whatever is to happen between a read and the write can be put there.</summary>
internal sealed class MemoryConfigurationStore : IConfigurationStore
{
    private readonly List<InstanceReport> _reports = [];

    public StoredConfiguration Stored { get; set; } = StoredConfiguration.Empty;

    public Action? BeforeReplace { get; set; }

    public Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult(Stored.Head);

    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Stored);

    public Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Action? before = BeforeReplace;
        BeforeReplace = null;
        before?.Invoke();
        if (Stored.Head != expected)
        {
            return Task.FromResult<ConfigurationHead?>(null);
        }

        ConfigurationHead head = new(Stored.Revision + 1, $"c{Stored.Revision + 1}", $"v{Stored.Revision + 1}");
        Stored = new StoredConfiguration(head, documents);
        return Task.FromResult<ConfigurationHead?>(head);
    }

    public Task ReportAsync(InstanceReport report, CancellationToken cancellationToken)
    {
        _reports.Add(report);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InstanceReport>>([.. _reports.Where(report => report.At >= since)]);
}
