using LlmFunctions.Configuration;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Experiments.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Experiments;

/// <summary>Registers what splits calls, and what tells how the variants fare.</summary>
public static class ExperimentServices
{
    public static IServiceCollection AddExperiments(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new ExperimentTable(provider.GetRequiredService<GatewayOptions>().Experiments));
        services.AddSingleton<ExperimentReports>();
        services.AddSingleton<FeedbackPurge>();
        return services;
    }
}
