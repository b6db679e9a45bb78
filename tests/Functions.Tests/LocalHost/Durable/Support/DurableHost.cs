using LlmFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

/// <summary>A LocalHost with the durable functions of the tests, on a task hub of the test's own.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly TestHost _host;

    private DurableHost(TestHost host) => _host = host;

    public DurableTaskClient Client => _host.App.Services.GetRequiredService<DurableTaskClient>();

    public RecordingLogs Logs => _host.Logs;

    public TestHost Http => _host;

    public static async Task<DurableHost> StartAsync(
        Probe probe, string? hub = null, string? storage = null, TimeProvider? time = null, int activities = 50) => new(await TestHost.StartAsync(
        [typeof(Flows), typeof(Activities)],
        worker => worker.Services.AddSingleton(probe),
        new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage ?? await Azurite.ConnectionStringAsync(),
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hub ?? TableNames.UniquePrefix(),
            ["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"] = $"{activities}",
            ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"] = "00:00:00.100",
        },
        time));

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, TestHost.Cancel);
        return await CompletionAsync(id);
    }

    public Task<OrchestrationMetadata> CompletionAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, TestHost.Cancel);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
