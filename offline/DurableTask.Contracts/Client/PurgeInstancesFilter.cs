namespace Microsoft.DurableTask.Client;

/// <summary>Which orchestrations are removed; never one that runs.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);
