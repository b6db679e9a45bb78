using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>What a turn of an orchestrator has come to.</summary>
internal sealed record Turn
{
    /// <summary>Running and Suspended go on; ContinuedAsNew begins again; the others have ended.</summary>
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>What the history gains.</summary>
    public required IReadOnlyList<HistoryEvent> Added { get; init; }

    /// <summary>The new steps, which are to be carried out.</summary>
    public IReadOnlyList<HistoryEvent> Steps { get; init; } = [];

    /// <summary>All steps that wait for their end.</summary>
    public IReadOnlyList<HistoryEvent> Open { get; init; } = [];

    public IReadOnlyList<int> CancelledTimers { get; init; } = [];

    /// <summary>The output, or the input of the next run.</summary>
    public string? Data { get; init; }

    public StoredFailure? Failure { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>Events that the next run gets.</summary>
    public IReadOnlyList<(string Name, string? Data)> Kept { get; init; } = [];

    /// <summary>Whether the sub-orchestrations are terminated too.</summary>
    public bool TerminatesChildren { get; init; }
}
