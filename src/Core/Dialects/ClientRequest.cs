using System.Collections.Frozen;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects;

/// <summary>A client's request: the canonical reading of it, the bytes it was read from, and what of it only its own dialect knows.</summary>
/// <param name="Chat">The canonical request.</param>
/// <param name="Body">The bytes, for passing through; null when the body is in a form that only the gateway understands.</param>
public sealed record ClientRequest(ChatRequest Chat, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Headers that go with the body when it passes through.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Names of fields that have no canonical counterpart and are harmless to leave out; they are dropped unless the body passes through.</summary>
    public IReadOnlyList<string> NativeFields { get; init; } = [];

    /// <summary>Why only a provider of the client's own dialect can serve the request; null when any can.</summary>
    public GatewayError? NativeOnly { get; init; }
}
