using LlmFunctions.AzureServices;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Middleware;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions;

/// <summary>The composition root: the Functions worker and LocalHost both build the app by it.</summary>
public static class GatewayApplication
{
    /// <summary>Registers the middleware and the services of the gateway.</summary>
    /// <exception cref="ConfigurationException">The settings are wrong; says all that is.</exception>
    public static IFunctionsWorkerApplicationBuilder UseLlmFunctions(
        this IFunctionsWorkerApplicationBuilder builder,
        IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);

        var (options, storage) = ConfigurationException.ReadBoth(
            () => GatewayOptionsReader.Read(configuration),
            () => StorageSettings.CreateClient(configuration));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddGateway(options, ProviderRegistry.Create(options, configuration));
        builder.Services.AddAzureServices(configuration, options, storage);
        builder.Services.AddSingleton<GatewayEndpoint>();
        builder.Services.AddSingleton<ChatRunner>();
        builder.Services.AddSingleton<EmbeddingsRunner>();
        builder.Services.AddWorkflows();

        // It logs whole addresses, and Gemini's clients may have the key in there.
        builder.Services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return builder.UseMiddleware<RequestIdMiddleware>();
    }
}
