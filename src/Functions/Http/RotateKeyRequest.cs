namespace LlmFunctions.Functions.Http;

/// <summary>A request for the key that takes another's place.</summary>
public sealed record RotateKeyRequest
{
    /// <summary>For how long the old key works beside the new one; a day when absent.</summary>
    public long? OverlapSeconds { get; init; }

    /// <summary>When the new key ends to work; never when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
