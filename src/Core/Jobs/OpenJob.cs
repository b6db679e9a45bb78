namespace LlmFunctions.Jobs;

/// <summary>A job that was begun and is not known to have come to its end.</summary>
/// <param name="Job">Which.</param>
/// <param name="Since">When it was begun.</param>
public sealed record OpenJob(JobRef Job, DateTimeOffset Since);
