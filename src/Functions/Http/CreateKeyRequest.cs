namespace LlmFunctions.Functions.Http;

/// <summary>A request for a gateway key.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>The app that will call with the key.</summary>
    public string? App { get; init; }

    /// <summary>What people call the key.</summary>
    public string? Name { get; init; }

    /// <summary>When the key ends to work; never when absent.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
