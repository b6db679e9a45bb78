using LlmFunctions.Security;

namespace LlmFunctions.Jobs;

/// <summary>Work that goes on when the request that asked for it is over. What was asked and answered is in the payloads, not here.</summary>
public sealed record Job
{
    /// <summary>One object, so that jobs without headers are equal.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();

    /// <summary>See <see cref="JobIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The app whose key asked for it; no other may see it.</summary>
    public required string App { get; init; }

    /// <summary>The key that its usage is booked on.</summary>
    public required string KeyId { get; init; }

    /// <summary>What kind of work it is.</summary>
    public required string Kind { get; init; }

    /// <summary>The dialect in which it was asked and is answered.</summary>
    public required string Dialect { get; init; }

    /// <summary>The model that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The request's header that names a routing strategy.</summary>
    public string? Strategy { get; init; }

    /// <summary>The request's header with the most that a call may cost.</summary>
    public string? MaxCost { get; init; }

    /// <summary>The id of the request that asked for it, which is in its usage records.</summary>
    public required string RequestId { get; init; }

    /// <summary>The trace of that request; null when nobody listens.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The address that the client called from, by which limits may count.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>Headers of the request that go to providers of its dialect.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>Who is told when it has come to its end; null for nobody.</summary>
    public string? Webhook { get; init; }

    public JobStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came to its end; null until then.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it is purged, with all its payloads.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public bool IsFinal => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    public Caller Caller => new(App, KeyId);
}
