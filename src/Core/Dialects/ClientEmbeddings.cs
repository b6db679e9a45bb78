using LlmFunctions.Embeddings;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects;

/// <summary>A client's request for embeddings: the canonical reading of it, and the bytes it was read from.</summary>
/// <param name="Request">The canonical request.</param>
/// <param name="Body">The bytes, for passing through; null when the body is in a form that providers do not take.</param>
public sealed record ClientEmbeddings(EmbeddingsRequest Request, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Names of fields that have no canonical counterpart and are harmless to leave out; they are dropped unless the body passes through.</summary>
    public IReadOnlyList<string> NativeFields { get; init; } = [];

    /// <summary>Why only a provider of the client's own dialect can serve the request; null when any can.</summary>
    public GatewayError? NativeOnly { get; init; }
}
