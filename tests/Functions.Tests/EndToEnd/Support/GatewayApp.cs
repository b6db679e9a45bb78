using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.LocalHost;
using LlmFunctions.LocalHost.Hosting;
using LlmFunctions.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>
/// The whole app, as it is deployed, in LocalHost on a free port, with its storage in the tests' emulator. It comes with a
/// gateway key of an app of its own; <see cref="CreateCallerAsync"/> makes more. When it is disposed of, all that was asked and
/// answered must be what the OpenAPI document says.
/// </summary>
internal sealed class GatewayApp : IAsyncDisposable
{
    private readonly ContractWatch _contract;

    private GatewayApp(LocalHostApplication host, ContractWatch contract, RecordingLogs logs, string storage, string adminKey, string devKey)
    {
        _contract = contract;
        Host = host;
        Logs = logs;
        Storage = storage;
        AdminKey = adminKey;
        DevKey = devKey;
        Anonymous = new HttpClient(GatewayCaller.Connections()) { BaseAddress = host.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };
    }

    public LocalHostApplication Host { get; }

    public Uri BaseAddress => Host.BaseAddress;

    /// <summary>Whether requests need not be as the document says, even where they are answered well: for tests that send whatever anybody may send. Answers must be all the same.</summary>
    public bool TakesAnyRequest
    {
        get => _contract.TakesAnyRequest;
        set => _contract.TakesAnyRequest = value;
    }

    public RecordingLogs Logs { get; }

    /// <summary>The connection string of its storage.</summary>
    public string Storage { get; }

    public string AdminKey { get; }

    public string DevKey { get; }

    /// <summary>A client without any key.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>The caller that most tests need: an app and a key that no other test has.</summary>
    public GatewayCaller Caller { get; private set; } = null!;

    public string App => Caller.App;

    public string Key => Caller.Key;

    /// <summary>A client that sends the key of <see cref="Caller"/>.</summary>
    public HttpClient Client => Caller.Client;

    /// <summary>Starts the app; a storage other than the tests' own takes no caller, because none could be created.</summary>
    public static async Task<GatewayApp> StartAsync(GatewaySettings? settings = null, TimeProvider? time = null, string? storage = null, TimeSpan? drainTimeout = null, Action<IServiceCollection>? configure = null)
    {
        string adminKey = "admin-" + RandomNumberGenerator.GetHexString(32);
        string devKey = "dev-" + RandomNumberGenerator.GetHexString(32);
        GatewaySettings all = settings ?? [];
        all.TryAdd("AzureWebJobsStorage", storage ?? await Azurite.ConnectionStringAsync());
        await AssertNobodyElsesFutureAsync(all["AzureWebJobsStorage"]!, time ?? TimeProvider.System);
        all.TryAdd("Gateway__AdminKey", adminKey);
        all.TryAdd("Gateway__DevKey", devKey);
        RecordingLogs logs = new();
        LocalHostOptions options = new()
        {
            FunctionAssemblies = [typeof(ChatCompletions).Assembly],
            Settings = all,
            TimeProvider = time ?? TimeProvider.System,
            ContentRoot = AppContext.BaseDirectory,
            ReadLocalSettings = false,
            DrainTimeout = drainTimeout ?? TimeSpan.FromSeconds(30),
            ConfigureLogging = logging => logging.AddProvider(logs),
        };
        ContractWatch contract = new();
        LocalHostApplication host = await LocalHostApplication.StartAsync(
            options,
            (worker, configuration) =>
            {
                worker.UseLlmFunctions(configuration);
                worker.Services.AddSingleton<IStartupFilter>(contract);
                configure?.Invoke(worker.Services);
            },
            TestContext.Current.CancellationToken);
        GatewayApp app = new(host, contract, logs, all["AzureWebJobsStorage"]!, all["Gateway__AdminKey"]!, all["Gateway__DevKey"]!);
        app.Caller = storage is null ? await app.CreateCallerAsync() : new GatewayCaller(app, "default", app.DevKey);
        return app;
    }

    /// <summary>Starts the app with one provider.</summary>
    public static Task<GatewayApp> StartAsync(string providerName, ScriptedProvider provider, params ReadOnlySpan<(string Name, string Value)> more) =>
        StartAsync(new GatewaySettings().Provider(providerName, provider.BaseUrl, more));

    /// <summary>Issues a key for an app that no other caller has.</summary>
    public async Task<GatewayCaller> CreateCallerAsync()
    {
        string app = "app-" + Guid.NewGuid().ToString("N");
        string key = await ManagedKeys.IssueAsync(this, app);
        return new GatewayCaller(this, app, key);
    }

    /// <summary>Calls the management API with the admin key.</summary>
    public async Task<GatewayAnswer> AdminAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("x-api-key", AdminKey);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }

    /// <summary>Stops the app when all that is in flight has ended: what was still being written is there then.</summary>
    public Task StopAsync() => Host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Caller?.Dispose();
        Anonymous.Dispose();
        await Host.DisposeAsync();
        _contract.AssertKept();
    }

    /// <summary>An app that lives in the future purges what all others on its storage still need.</summary>
    private static async Task AssertNobodyElsesFutureAsync(string storage, TimeProvider time)
    {
        if (storage == await Azurite.ConnectionStringAsync() && time.GetUtcNow() > TimeProvider.System.GetUtcNow().AddDays(1))
        {
            throw new InvalidOperationException($"On {time.GetUtcNow():d} all that the tests beside this one keep has expired: take Azurite.FreshAsync() as the storage.");
        }
    }
}
