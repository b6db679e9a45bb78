using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Live;

/// <summary>Registers what is made of the configuration, so that a new one takes effect without a restart.</summary>
internal static class LiveRegistration
{
    /// <param name="services">The registrations of the app.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="setup">What they come to.</param>
    /// <param name="register">Registers what is made of a configuration. It is called for each.</param>
    public static void AddLive(this IServiceCollection services, IConfiguration settings, GatewaySetup setup, Action<IServiceCollection, GatewaySetup> register)
    {
        ServiceCollection live = [];
        register(live, setup);
        services.AddSingleton(provider => new LiveConfiguration(
            settings,
            setup,
            new SnapshotFactory(settings, services, register, provider),
            provider.GetRequiredService<IConfigurationStore>(),
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<ISecretStore>(),
            provider.GetRequiredService<SchemaKeeper>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LiveConfiguration>>()));

        // Whoever asks the app itself gets what is current then.
        foreach (Type type in live.Where(static descriptor => !descriptor.ServiceType.IsGenericTypeDefinition).Select(static descriptor => descriptor.ServiceType).Distinct())
        {
            services.TryAddTransient(type, provider => provider.GetRequiredService<LiveConfiguration>().Current.Services.GetRequiredService(type));
        }
    }
}
