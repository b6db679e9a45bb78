namespace LlmFunctions.Jobs.Webhooks;

/// <summary>The next try to tell the end of a job.</summary>
/// <param name="Job">Which job.</param>
/// <param name="Number">Which try, from 0.</param>
/// <param name="Wait">How long to wait before it.</param>
/// <param name="IsLast">Whether there is none: it was told, or given up.</param>
public sealed record WebhookStep(JobRef Job, int Number, TimeSpan Wait, bool IsLast);
