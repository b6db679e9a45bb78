using LlmFunctions.Management;

namespace LlmFunctions.Tests.Management;

/// <summary>A store in memory; whatever is to happen between a read and the write can be put there.</summary>
internal sealed class MemoryConfigurationStore : IConfigurationStore
{
    private readonly List<InstanceReport> _reports = [];

    public StoredConfiguration Stored { get; set; } = StoredConfiguration.Empty;

    public Func<Task>? BeforeReplace { get; set; }

    public Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult(Stored.Head);

    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Stored);

    public async Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Func<Task>? before = BeforeReplace;
        BeforeReplace = null;
        if (before is not null)
        {
            await before();
        }

        if (Stored.Head != expected)
        {
            return null;
        }

        ConfigurationHead head = new(Stored.Revision + 1, $"c{Stored.Revision + 1}", $"v{Stored.Revision + 1}");
        Stored = new StoredConfiguration(head, documents);
        return head;
    }

    public Task ReportAsync(InstanceReport report, CancellationToken cancellationToken)
    {
        _reports.Add(report);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InstanceReport>>([.. _reports.Where(report => report.At >= since)]);
}
