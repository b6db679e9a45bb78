using LlmFunctions.Management;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>The store of the configuration, which can be kept from answering while all others answer.</summary>
internal sealed class UnsteadyConfiguration
{
    /// <summary>Ends when it answers again, or with the failure that it answers with meanwhile.</summary>
    public Task Answers { get; set; } = Task.CompletedTask;

    /// <summary>Puts itself in front of the app's store.</summary>
    public void Configure(IServiceCollection services)
    {
        IConfigurationStore store = (IConfigurationStore)services.Last(static service => service.ServiceType == typeof(IConfigurationStore)).ImplementationInstance!;
        services.AddSingleton<IConfigurationStore>(new Store(this, store));
    }

    private sealed class Store(UnsteadyConfiguration own, IConfigurationStore store) : IConfigurationStore
    {
        public async Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken)
        {
            await own.Answers.WaitAsync(cancellationToken);
            return await store.ReadHeadAsync(cancellationToken);
        }

        public async Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken)
        {
            await own.Answers.WaitAsync(cancellationToken);
            return await store.ReadAsync(cancellationToken);
        }

        public Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken) =>
            store.ReplaceAsync(expected, documents, now, cancellationToken);

        public Task ReportAsync(InstanceReport report, CancellationToken cancellationToken) => store.ReportAsync(report, cancellationToken);

        public Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) => store.ReadReportsAsync(since, cancellationToken);
    }
}
