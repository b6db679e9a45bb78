using LlmFunctions.Security;

namespace LlmFunctions.Batches;

/// <summary>Many requests for one endpoint, read from a file and answered in files.</summary>
public sealed record Batch
{
    /// <summary>See <see cref="BatchIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The app whose key asked for it; no other may see it.</summary>
    public required string App { get; init; }

    /// <summary>The key that its usage is booked on.</summary>
    public required string KeyId { get; init; }

    public required BatchEndpoint Endpoint { get; init; }

    public required string InputFileId { get; init; }

    public BatchStatus Status { get; init; }

    /// <summary>What the app wants to find on it again.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public BatchOrigin Origin { get; init; } = new();

    /// <summary>How long its output is kept, where the app said it.</summary>
    public TimeSpan? OutputRetention { get; init; }

    /// <summary>The model of all lines; null where they differ, or before it is known.</summary>
    public string? Model { get; init; }

    /// <summary>How many requests it has; 0 before that is known.</summary>
    public int Total { get; init; }

    /// <summary>How many of them have a result, once it has ended.</summary>
    public BatchCounts Counts { get; init; }

    /// <summary>What they used, once it has ended.</summary>
    public BatchUsage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public IReadOnlyList<BatchError> Errors { get; init; } = [];

    public string? OutputFileId { get; init; }

    public string? ErrorFileId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its time is over: no line is begun from then on.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? InProgressAt { get; init; }

    public DateTimeOffset? FinalizingAt { get; init; }

    public DateTimeOffset? CancellingAt { get; init; }

    /// <summary>When it came to its end, whichever that was.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is purged.</summary>
    public required DateTimeOffset PurgeAt { get; init; }

    public bool IsFinal => Status is BatchStatus.Completed or BatchStatus.Failed or BatchStatus.Cancelled or BatchStatus.Expired;

    public Caller Caller => new(App, KeyId) { AllowedModels = Origin.AllowedModels };

    /// <summary>The batch when it has failed for these reasons.</summary>
    public Batch FailedFor(IReadOnlyList<BatchError> errors, DateTimeOffset now) =>
        IsFinal ? this : this with { Status = BatchStatus.Failed, Errors = errors, EndedAt = now };
}
