using LlmFunctions.Embeddings;

namespace LlmFunctions.Pipeline;

/// <summary>The embeddings that were asked for.</summary>
/// <param name="Response">The canonical reading.</param>
/// <param name="Raw">The provider's bytes.</param>
public sealed record EmbeddingsAnswer(EmbeddingsResponse Response, ReadOnlyMemory<byte> Raw) : CallAnswer;
