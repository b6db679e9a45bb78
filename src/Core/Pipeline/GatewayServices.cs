using LlmFunctions.Alerts;
using LlmFunctions.Batches;
using LlmFunctions.Caching;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Conversations;
using LlmFunctions.Diagnostics;
using LlmFunctions.Experiments;
using LlmFunctions.Guardrails;
using LlmFunctions.Jobs;
using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.ModelManagement;
using LlmFunctions.ParallelInference;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Registers the core of the gateway; its ports are registered by whoever implements them.</summary>
public static class GatewayServices
{
    /// <summary>Registers what outlives a change of the configuration: connections, figures, what is held of limits.</summary>
    public static IServiceCollection AddGatewayState(this IServiceCollection services)
    {
        services.TryAddSingleton<UpstreamClient>();
        services.TryAddSingleton<CallMetrics>();
        services.TryAddSingleton<CallObserver>();
        services.TryAddSingleton<SchemaKeeper>();
        services.TryAddSingleton<AnswerCache>();
        services.TryAddSingleton<JobSignals>();
        services.AddAccessState();
        services.TryAddSingleton(static provider => new QuotaKeeper(
            [],
            provider.GetRequiredService<IQuotaStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QuotaKeeper>>()));
        return services;
    }

    /// <summary>Registers what is made of one configuration, and is made anew for another.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewaySetup setup)
    {
        GatewayOptions options = setup.Options;
        services.AddSingleton(setup);
        services.AddSingleton(options);
        services.AddSingleton(options.Routing);
        services.AddSingleton<AppPolicies>();
        services.AddSingleton(setup.Providers);
        services.AddSingleton(setup.Catalog);
        services.AddSingleton<ModelResolver>();
        services.AddRouting();
        services.AddSingleton<ModelDirectory>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<ITargetPool>(static provider => provider.GetRequiredService<HealthBoard>());
        services.AddSingleton<ICandidateHealth>(static provider => provider.GetRequiredService<HealthBoard>());
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<QuotaReconciler>();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<ModelManager>();
        services.AddSingleton<RequiredModels>();
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<ModelCaller>();
        services.AddSingleton<ParallelRunner>();
        services.AddAccess();
        services.AddSingleton<Guards>();
        services.AddUsageReports();
        services.AddSingleton(RecorderOf);
        services.AddSingleton<GuardStage>();
        services.AddSingleton<RouteStage>();
        services.AddSingleton(AttemptStageOf);
        services.AddSingleton(static provider => new CallPipeline(Stages(provider)));
        services.AddSingleton(UnsettledCallsOf);
        services.AddJobs();
        services.AddAlerts();
        services.AddExperiments();
        return services.AddBatches();
    }

    /// <summary>Puts a configuration in the place of another: what was learned under that one is known under this one.</summary>
    /// <param name="next">The services of the configuration that is to be used from now on.</param>
    /// <param name="previous">Those of the one before; null when there was none.</param>
    public static void TakeOver(IServiceProvider next, IServiceProvider? previous)
    {
        // Made now in any case, so that it is there to be disposed of.
        HealthBoard board = next.GetRequiredService<HealthBoard>();
        if (previous is not null)
        {
            board.TakeOver(previous.GetRequiredService<HealthBoard>());
        }

        next.GetRequiredService<QuotaKeeper>().Rules = next.GetRequiredService<GatewayOptions>().Quotas;
    }

    private static void AddRouting(this IServiceCollection services)
    {
        // Sources of chance of their own, each used by one call at a time: Random is not safe for concurrent use.
        services.AddSingleton(static provider => new RouteTable(provider.GetRequiredService<RoutingOptions>(), provider.GetRequiredService<ModelResolver>(), new Random()));
        services.AddSingleton<AutoModels>();
        services.AddSingleton(static provider => new Router(
            provider.GetRequiredService<RoutingOptions>(),
            provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<AutoModels>(),
            provider.GetRequiredService<ExperimentTable>(),
            provider.GetRequiredService<ICandidateHealth>(),
            provider.GetRequiredService<TimeProvider>(),
            new Random()));
    }

    /// <summary>The stages of a call, the outermost first.</summary>
    private static IEnumerable<ICallStage> Stages(IServiceProvider services) =>
    [
        new SettleStage(services.GetRequiredService<UsageRecorder>(), services.GetRequiredService<CallObserver>()),
        services.GetRequiredService<GuardStage>(),
        services.GetRequiredService<RouteStage>(),
        new CacheStage(
            services.GetRequiredService<AnswerCache>(),
            services.GetRequiredService<GatewayOptions>().Cache,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<CacheStage>>()),
        services.GetRequiredService<AttemptStage>(),
    ];

    private static UnsettledCalls UnsettledCallsOf(IServiceProvider services) => new(
        services.GetRequiredService<GuardStage>(),
        services.GetRequiredService<RouteStage>(),
        services.GetRequiredService<AttemptStage>(),
        services.GetRequiredService<UsageRecorder>(),
        services.GetRequiredService<CallObserver>(),
        services.GetRequiredService<AppPolicies>(),
        services.GetRequiredService<ILogger<UnsettledCalls>>());

    private static UsageRecorder RecorderOf(IServiceProvider services) => new(
        services.GetRequiredService<IUsageLedger>(),
        services.GetRequiredService<ModelCatalog>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<UsageRecorder>>());

    private static AttemptStage AttemptStageOf(IServiceProvider services)
    {
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        GatewayOptions options = services.GetRequiredService<GatewayOptions>();
        ITargetPool pool = services.GetRequiredService<ITargetPool>();
        AttemptRunner runner = new(services.GetRequiredService<UpstreamClient>(), services.GetRequiredService<ProviderKeys>(), pool, new AttemptLimits(services.GetRequiredService<QuotaKeeper>()), time);
        // A source of chance of its own, because it is not safe for concurrent use.
        return new AttemptStage(new Hedge(options.Hedge, runner, time), pool, options, new Random(), time, services.GetRequiredService<ILogger<AttemptStage>>());
    }
}
