using LlmFunctions.Jobs;

namespace LlmFunctions.Functions.Workflows;

/// <summary>What the workflow of a chat job is started with.</summary>
/// <param name="Job">The job.</param>
/// <param name="HasWebhook">Whether somebody is to be told of its end.</param>
public sealed record ChatWork(JobRef Job, bool HasWebhook);
