namespace Microsoft.DurableTask.Client;

/// <summary>What a terminated orchestration leaves, and whether its sub-orchestrations end too.</summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
