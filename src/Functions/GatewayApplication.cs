using LlmFunctions.AzureServices;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Live;
using LlmFunctions.Functions.Management;
using LlmFunctions.Functions.Middleware;
using LlmFunctions.Functions.Secrets;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.Management;
using LlmFunctions.Pipeline;
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

        var (setup, storage) = ConfigurationException.ReadBoth(
            () => GatewaySetupReader.Read(configuration, ConfigurationDocuments.None, static _ => false),
            () => StorageSettings.CreateClient(configuration));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddAzureServices(configuration, setup.Options, storage);
        builder.Services.AddLocalSecrets(configuration, setup.Options);
        builder.Services.AddGatewayState();
        builder.Services.AddWorkflowJson();

        // What is made of options goes here, and is made anew when the configuration changes; what must outlive that goes above.
        builder.Services.AddLive(configuration, setup, (services, setup) =>
        {
            services.AddGateway(setup);
            services.AddSingleton<GatewayEndpoint>();
            services.AddSingleton<ChatRunner>();
            services.AddSingleton<EmbeddingsRunner>();
            services.AddWorkflows();
            services.AddManagement(configuration);
        });

        // It logs whole addresses, and Gemini's clients may have the key in there.
        builder.Services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        return builder.UseMiddleware<RequestIdMiddleware>().UseMiddleware<ConfigurationMiddleware>();
    }
}
