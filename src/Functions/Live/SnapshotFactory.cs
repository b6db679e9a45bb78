using LlmFunctions.Configuration;
using LlmFunctions.Management;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Live;

/// <summary>
/// Makes the services of a configuration: a provider of services of its own, in which those that are made of options are registered as
/// if there were only one configuration, and those of the app are the app's.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="app">The registrations of the app.</param>
/// <param name="register">Registers what is made of a configuration.</param>
/// <param name="root">The services of the app.</param>
internal sealed class SnapshotFactory(IConfiguration settings, IServiceCollection app, Action<IServiceCollection, GatewaySetup> register, IServiceProvider root)
{
    public LiveSnapshot Create(StoredConfiguration configuration, GatewaySetup setup, LiveSnapshot? previous)
    {
        ServiceCollection services = [];
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        foreach (Type shared in app.Where(IsShared).Select(static descriptor => descriptor.ServiceType).Distinct())
        {
            services.AddSingleton(shared, _ => root.GetRequiredService(shared));
        }

        ConfigurationState state = new(mustBeRead: setup.Options.Usage.Ledger);
        services.AddSingleton(state);
        register(services, setup);
        bool isDevelopment = GatewayOptionsReader.IsDevelopment(settings);

        // It is never disposed of: what it made is garbage when the last call that began with it has ended, and what it got from the app is
        // the app's to dispose of.
        IServiceProvider made = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = isDevelopment, ValidateOnBuild = isDevelopment });
        if (previous is not null)
        {
            // All that calls need is made now: what cannot be made must not take the place of what works.
            made.GetRequiredService<CallPipeline>();
            made.GetRequiredService<ModelDirectory>();
        }

        GatewayServices.TakeOver(made, previous?.Services);
        return new LiveSnapshot(configuration, setup, made, state);
    }

    private static bool IsShared(ServiceDescriptor descriptor) =>
        descriptor is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false, ServiceType.IsGenericTypeDefinition: false };
}
