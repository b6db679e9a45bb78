using LlmFunctions.Jobs;

namespace LlmFunctions.Functions.Workflows;

/// <summary>One of the models of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Index">Which model, in the request's order.</param>
public sealed record ModelWork(JobRef Job, int Index);
