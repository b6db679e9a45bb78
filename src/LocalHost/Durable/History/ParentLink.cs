namespace LlmFunctions.LocalHost.Durable.History;

/// <summary>Which step of which run waits for a sub-orchestration.</summary>
internal sealed record ParentLink(string InstanceId, string Name, int Generation, int TaskId);
