using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Usage.Reports;

/// <summary>Registers what rolls usage up and reports it.</summary>
public static class UsageServices
{
    public static IServiceCollection AddUsageReports(this IServiceCollection services)
    {
        services.AddSingleton<UsageRollUps>();
        services.AddSingleton<UsageReports>();
        return services;
    }
}
