using LlmFunctions.Functions.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Registers what takes in files and batches and has them worked on.</summary>
internal static class BatchWorkflowServices
{
    public static IServiceCollection AddBatchWorkflows(this IServiceCollection services) =>
        services.AddSingleton<FileUpload>().AddSingleton<BatchStarter>();
}
