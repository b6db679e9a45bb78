using LlmFunctions.Functions.Hosting;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Workflows.Batches;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Registers what takes in jobs and batches and has them worked on.</summary>
internal static class WorkflowServices
{
    /// <summary>Registers how the host turns what orchestrators and activities take and return into text.</summary>
    public static IServiceCollection AddWorkflowJson(this IServiceCollection services) =>
        services.AddFunctionJson(WorkflowJson.Default).AddFunctionJson(BatchWorkflowJson.Default);

    public static IServiceCollection AddWorkflows(this IServiceCollection services)
    {
        services.AddSingleton<IJobWorkflow, ChatWorkflow>();
        services.AddSingleton<IJobWorkflow, ParallelWorkflow>();
        services.AddSingleton<JobLauncher>();
        services.AddSingleton<JobSweep>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<ChatJobRunner>();
        return services.AddBatchWorkflows();
    }
}
