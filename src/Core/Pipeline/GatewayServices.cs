using LlmFunctions.Alerts;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Conversations;
using LlmFunctions.Diagnostics;
using LlmFunctions.Jobs;
using LlmFunctions.ModelManagement;
using LlmFunctions.ParallelInference;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Registers the core of the gateway; its ports are registered by whoever implements them.</summary>
public static class GatewayServices
{
    /// <exception cref="ConfigurationException">The settings name models or routes that cannot be.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options, ProviderRegistry providers)
    {
        ModelResolver resolver = new(providers, ModelCatalog.BuiltIn);
        RouteValidator.Check(options, resolver);
        services.AddSingleton(options);
        services.AddSingleton(options.Routing);
        services.AddSingleton<AppPolicies>();
        services.AddSingleton(providers);
        services.AddSingleton(ModelCatalog.BuiltIn);
        services.AddSingleton(resolver);
        services.AddRouting(options.Routing, resolver);
        services.AddSingleton<ModelDirectory>();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<HealthBoard>();
        services.AddSingleton<ITargetPool>(static provider => provider.GetRequiredService<HealthBoard>());
        services.AddSingleton<ICandidateHealth>(static provider => provider.GetRequiredService<HealthBoard>());
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<CallObserver>();
        services.AddSingleton(static provider => new QuotaKeeper(
            provider.GetRequiredService<GatewayOptions>().Quotas,
            provider.GetRequiredService<IQuotaStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QuotaKeeper>>()));
        services.AddSingleton<QuotaReconciler>();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<ModelManager>();
        services.AddSingleton<RequiredModels>();
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<ModelCaller>();
        services.AddSingleton<ParallelRunner>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<GatewayKeyIssuer>();
        services.AddUsageReports();
        services.AddSingleton(RecorderOf);
        services.AddSingleton<RouteStage>();
        services.AddSingleton(AttemptStageOf);
        services.AddSingleton(static provider => new CallPipeline(Stages(provider)));
        services.AddSingleton(UnsettledCallsOf);
        services.AddJobs();
        services.AddAlerts();
        return services;
    }

    private static void AddRouting(this IServiceCollection services, RoutingOptions options, ModelResolver resolver)
    {
        // Sources of chance of their own, each used by one call at a time: Random is not safe for concurrent use.
        services.AddSingleton(new RouteTable(options, resolver, new Random()));
        services.AddSingleton<AutoModels>();
        services.AddSingleton(static provider => new Router(
            provider.GetRequiredService<RoutingOptions>(),
            provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<AutoModels>(),
            provider.GetRequiredService<ICandidateHealth>(),
            provider.GetRequiredService<TimeProvider>(),
            new Random()));
    }

    /// <summary>The stages of a call, the outermost first.</summary>
    private static IEnumerable<ICallStage> Stages(IServiceProvider services) =>
    [
        new SettleStage(services.GetRequiredService<UsageRecorder>(), services.GetRequiredService<CallObserver>()),
        services.GetRequiredService<RouteStage>(),
        services.GetRequiredService<AttemptStage>(),
    ];

    private static UnsettledCalls UnsettledCallsOf(IServiceProvider services) => new(
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
