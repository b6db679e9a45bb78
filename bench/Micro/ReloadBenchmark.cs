using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using LlmFunctions.Caching;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Functions.Live;
using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.Pipeline;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using LlmFunctions.Usage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmFunctions.Bench.Micro;

/// <summary>
/// What it costs that the configuration may change: what each call takes, what each look at the storage takes where nothing is new, and what it takes to
/// put a new configuration of 120 objects in the place of another. The storage answers at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class ReloadBenchmark
{
    private readonly OneConfiguration _store = new(100);
    private ServiceProvider _services = null!;
    private LiveConfiguration _live = null!;

    [GlobalSetup]
    public void Setup()
    {
        IConfiguration settings = new ConfigurationBuilder().Build();
        GatewaySetup setup = GatewaySetupReader.Read(settings, ConfigurationDocuments.None, static _ => false);
        ServiceCollection services = new();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IHealthStore, NothingShared>();
        services.AddSingleton<IUsageLedger, NothingRecorded>();
        services.AddSingleton<IQuotaStore, NothingCounted>();
        services.AddSingleton<IAccessTokenSource, NoTokens>();
        services.AddSingleton<IAnswerStore, NothingKept>();
        services.AddSingleton<IConfigurationStore>(_store);
        services.AddSingleton<ISchemaStore>(_store);
        services.AddSingleton<ISecretStore>(_store);
        services.AddSingleton<ISecretSource>(new ConfigurationSecretSource(settings));
        services.AddGatewayState();
        services.AddLive(settings, setup, static (live, made) => live.AddGateway(made));
        _services = services.BuildServiceProvider();
        _live = _services.GetRequiredService<LiveConfiguration>();
        Take();
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark]
    public long Call()
    {
        ValueTask<LiveSnapshot> current = _live.GetAsync(CancellationToken.None);
        return current.IsCompletedSuccessfully ? current.Result.Configuration.Revision : throw new InvalidOperationException("The call waited.");
    }

    [Benchmark]
    public long Look()
    {
        _live.RefreshAsync(CancellationToken.None).GetAwaiter().GetResult();
        return _live.Current.Configuration.Revision;
    }

    [Benchmark]
    public long Take()
    {
        _store.Change();
        Look();
        return _live.Current.Configuration.Revision == _store.Revision
            ? _store.Revision
            : throw new InvalidOperationException(_store.Problem);
    }
}
