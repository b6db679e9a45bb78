using System.Net;
using LlmFunctions.Configuration;
using LlmFunctions.Jobs.Chat;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.ParallelInference;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Jobs;

/// <summary>Registers what jobs take, beside the stores.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobSignals>();
        services.AddSingleton<JobProgress>();
        services.AddSingleton<JobIntake>();
        services.AddSingleton<JobPurge>();
        services.AddSingleton<JobDocuments>();
        services.AddSingleton<RecordedCalls>();
        services.AddSingleton<ParallelJobs>();
        services.AddSingleton<WebhookPolicy>();
        services.AddSingleton<WebhookJobs>();
        services.AddSingleton(static provider => new WebhookSender(
            provider.GetRequiredService<WebhookPolicy>(), provider.GetRequiredService<GatewayOptions>(), provider.GetRequiredService<TimeProvider>(), Dns.GetHostAddressesAsync));

        // A source of chance of its own, because it is not safe for concurrent use.
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<ChatJobs>(provider, new Random()));
        return services;
    }
}
