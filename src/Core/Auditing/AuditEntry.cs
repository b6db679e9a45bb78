namespace LlmFunctions.Auditing;

/// <summary>One line of the audit log: who changed what. Written once, never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>Tells this entry from every other.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who: the id of a gateway key, <c>admin</c>, or <c>jwt:</c> and the subject of a token.</summary>
    public required string Actor { get; init; }

    /// <summary>The app that the actor calls for.</summary>
    public required string App { get; init; }

    /// <summary>What was done, such as <c>key.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, such as <c>keys/abcdefghijkm</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What was there before, as JSON without secrets; null where there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>What is there after it, as JSON without secrets; null where nothing is.</summary>
    public string? After { get; init; }

    /// <summary>The error's code, in the entry that says that the change failed.</summary>
    public string? Failure { get; init; }

    /// <summary>In the entry of a failure: the id of the entry that announced the change.</summary>
    public string? Of { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The address that the request came from; null when it is not known.</summary>
    public string? SourceAddress { get; init; }
}
