using LlmFunctions.Configuration;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Secrets;

/// <summary>Registers where keys are kept when there is no vault.</summary>
internal static class LocalSecrets
{
    public static void AddLocalSecrets(this IServiceCollection services, IConfiguration configuration, GatewayOptions options)
    {
        if (options.KeyVaultUri is not null)
        {
            return;
        }

        ConfigurationSecretSource settings = new(configuration);
        if (Folder(configuration, options) is not { } folder)
        {
            services.AddSingleton<ISecretSource>(settings);
            services.AddSingleton<ISecretStore, NoSecretStore>();
            return;
        }

        services.AddSingleton(provider => new LocalSecretFile(folder, settings, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISecretSource>(static provider => provider.GetRequiredService<LocalSecretFile>());
        services.AddSingleton<ISecretStore>(static provider => provider.GetRequiredService<LocalSecretFile>());
    }

    private static string? Folder(IConfiguration configuration, GatewayOptions options) => options.SecretsFolder
        ?? (GatewayOptionsReader.IsDevelopment(configuration) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".llm-functions") : null);
}
