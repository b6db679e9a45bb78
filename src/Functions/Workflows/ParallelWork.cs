using LlmFunctions.Jobs;

namespace LlmFunctions.Functions.Workflows;

/// <summary>What the workflow of a job for several models is started with.</summary>
/// <param name="Job">The job.</param>
/// <param name="HasWebhook">Whether somebody is to be told of its end.</param>
/// <param name="Models">How many models there are.</param>
/// <param name="Quorum">How many answers are enough.</param>
public sealed record ParallelWork(JobRef Job, bool HasWebhook, int Models, int Quorum);
