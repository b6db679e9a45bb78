using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>What queries are told about an instance.</summary>
internal sealed record InstanceState(string InstanceId, string Name, OrchestrationRuntimeStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public StoredFailure? Failure { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public bool HasEnded => Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
