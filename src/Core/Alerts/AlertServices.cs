using LlmFunctions.Configuration;
using LlmFunctions.Management;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Alerts;

/// <summary>Registers what watches for alerts, beside the store.</summary>
internal static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertRules>();
        services.AddSingleton<AlertNotifier>();
        services.AddSingleton(static provider => new AlertWatch(
            provider.GetRequiredService<GatewayOptions>(),
            provider.GetRequiredService<AlertRules>().LookAsync,
            provider.GetRequiredService<AlertNotifier>().TellAsync,
            async cancellationToken =>
                (await provider.GetRequiredService<IConfigurationStore>().ReadHeadAsync(cancellationToken))?.Version == provider.GetRequiredService<GatewaySetup>().Head?.Version,
            provider.GetRequiredService<IAlertStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AlertWatch>>()));
        return services;
    }
}
