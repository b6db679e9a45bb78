using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Conversations;
using LlmFunctions.ModelManagement;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Registers the core of the gateway; its ports are registered by whoever implements them.</summary>
public static class GatewayServices
{
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options, ProviderRegistry providers)
    {
        services.AddSingleton(options);
        services.AddSingleton(providers);
        services.AddSingleton(ModelCatalog.BuiltIn);
        services.AddSingleton<ModelResolver>();
        services.AddSingleton<ModelDirectory>();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<ProviderKeys>();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<ModelManager>();
        services.AddSingleton<RequiredModels>();
        services.AddSingleton<ConversationReader>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<GatewayKeyIssuer>();
        services.AddSingleton(static provider => new CallPipeline(Stages(provider)));
        return services;
    }

    /// <summary>The stages of a call, the outermost first.</summary>
    private static IEnumerable<ICallStage> Stages(IServiceProvider services)
    {
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        yield return new SettleStage(new UsageRecorder(
            services.GetRequiredService<IUsageLedger>(),
            services.GetRequiredService<ModelCatalog>(),
            time,
            services.GetRequiredService<ILogger<UsageRecorder>>()));
        yield return new RouteStage(services.GetRequiredService<ModelResolver>());
        yield return new AttemptStage(
            services.GetRequiredService<UpstreamClient>(),
            services.GetRequiredService<ProviderKeys>(),
            time,
            services.GetRequiredService<ILogger<AttemptStage>>());
    }
}
