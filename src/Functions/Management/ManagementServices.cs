using LlmFunctions.Auditing;
using LlmFunctions.Backups;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Live;
using LlmFunctions.Management;
using LlmFunctions.Secrets;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Management;

/// <summary>Registers what the management API is made of.</summary>
internal static class ManagementServices
{
    public static void AddManagement(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(provider => new ConfigurationEditor(
            settings,
            provider.GetRequiredService<IConfigurationStore>(),
            provider.GetRequiredService<ISecretStore>(),
            provider.GetRequiredService<AuditTrail>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new ConfigurationApi(
            provider.GetRequiredService<GatewayEndpoint>(),
            provider.GetRequiredService<ConfigurationEditor>(),
            provider.GetRequiredService<IConfigurationStore>(),
            provider.GetRequiredService<LiveConfiguration>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new ConfigurationFileApi(
            provider.GetRequiredService<ConfigurationApi>(), provider.GetRequiredService<ConfigurationEditor>(), provider.GetRequiredService<LiveConfiguration>()));
        services.AddSingleton(static provider => new BackupApi(
            provider.GetRequiredService<ConfigurationApi>(),
            provider.GetRequiredService<ConfigurationFileApi>(),
            provider.GetRequiredService<ConfigurationEditor>(),
            provider.GetRequiredService<IBackupStore>(),
            provider.GetRequiredService<IRollUpStore>(),
            provider.GetRequiredService<LiveConfiguration>(),
            provider.GetRequiredService<AuditTrail>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BackupApi>>()));
    }
}
