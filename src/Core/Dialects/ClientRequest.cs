using LlmFunctions.Chat;

namespace LlmFunctions.Dialects;

/// <summary>A client's request: the canonical reading of it and the bytes it was read from.</summary>
/// <param name="Chat">The canonical request.</param>
/// <param name="Body">The bytes, for passing through; null when the body is in a form that only the gateway understands.</param>
public sealed record ClientRequest(ChatRequest Chat, ReadOnlyMemory<byte>? Body);
