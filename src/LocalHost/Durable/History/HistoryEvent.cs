namespace LlmFunctions.LocalHost.Durable.History;

/// <summary>One entry of an orchestration's history; also a message on its way into one, and a step on its way out.</summary>
internal sealed record HistoryEvent(EventKind Kind)
{
    /// <summary>The step that was scheduled or has ended: the orchestrator's steps are numbered from 0.</summary>
    public int TaskId { get; init; } = -1;

    /// <summary>The orchestrator, activity or event.</summary>
    public string? Name { get; init; }

    /// <summary>The input, result or payload, as text.</summary>
    public string? Data { get; init; }

    public StoredFailure? Failure { get; init; }

    /// <summary>When a turn began, a timer fires, or a start is due.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Tells messages apart: what is in the history already is not taken a second time.</summary>
    public string? Key { get; init; }

    /// <summary>The run of the instance that a message is for; null where it is for whichever runs.</summary>
    public int? Generation { get; init; }

    /// <summary>The other orchestration: a sub-orchestration, or the receiver of an event.</summary>
    public string? InstanceId { get; init; }

    public ParentLink? Parent { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When the orchestration was asked for.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether sub-orchestrations are terminated too.</summary>
    public bool Recursive { get; init; }
}
