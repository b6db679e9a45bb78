using System.Collections.Frozen;

namespace LlmFunctions.Upstream;

/// <summary>What a request translator makes: where below the provider's base URL to send what.</summary>
public sealed record UpstreamRequest
{
    /// <summary>The path below the base URL, without a leading slash, with a query where needed.</summary>
    public required string Path { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The body, UTF-8 JSON; empty for none.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers of this request; they replace those that every request of the dialect carries.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Names of request fields that the provider cannot carry and that are harmless to leave out.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];
}
