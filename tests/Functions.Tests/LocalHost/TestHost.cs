using LlmFunctions.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

/// <summary>A LocalHost with the function classes of one test, its logs, and a client.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(LocalHostApplication app, RecordingLogs logs)
    {
        App = app;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.BaseAddress };
    }

    public LocalHostApplication App { get; }

    public RecordingLogs Logs { get; }

    public HttpClient Client { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestHost> StartAsync(
        Type[] classes,
        Action<IFunctionsWorkerApplicationBuilder>? configure = null,
        Dictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        string? contentRoot = null,
        TimeSpan? drainTimeout = null)
    {
        var logs = new RecordingLogs();
        var options = new LocalHostOptions
        {
            FunctionClasses = classes,
            Settings = settings ?? [],
            TimeProvider = time ?? TimeProvider.System,
            ContentRoot = contentRoot ?? AppContext.BaseDirectory,
            ReadLocalSettings = contentRoot is not null,
            DrainTimeout = drainTimeout ?? TimeSpan.FromSeconds(30),
            ConfigureLogging = logging => logging.AddProvider(logs),
        };
        var app = await LocalHostApplication.StartAsync(options, (worker, _) => configure?.Invoke(worker), Cancel);
        return new TestHost(app, logs);
    }

    /// <summary>Starts what must not start, and returns what was wrong.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsOfAsync(params Type[] classes) =>
        (await Assert.ThrowsAsync<LocalHostStartException>(() => StartAsync(classes))).Problems;

    public Task<string> GetAsync(string path) => Client.GetStringAsync(path, Cancel);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
