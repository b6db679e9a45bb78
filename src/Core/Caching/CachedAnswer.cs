namespace LlmFunctions.Caching;

/// <summary>An answer as it is kept: what the provider sent, byte for byte.</summary>
public sealed record CachedAnswer
{
    /// <summary>Who gave it.</summary>
    public required string Provider { get; init; }

    /// <summary>The model, as the provider knows it.</summary>
    public required string Model { get; init; }

    /// <summary>Whether it was streamed.</summary>
    public required bool IsStream { get; init; }

    /// <summary>Whether the provider's bytes can be passed on to the client.</summary>
    public required bool PassesThrough { get; init; }

    /// <summary>Names of request fields that were left out.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    public required DateTimeOffset StoredAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }
}
