using LlmFunctions.Chat;

namespace LlmFunctions.Pipeline;

/// <summary>An answer in one piece.</summary>
/// <param name="Response">The canonical reading.</param>
/// <param name="Raw">The provider's bytes.</param>
public sealed record WholeAnswer(ChatResponse Response, ReadOnlyMemory<byte> Raw) : CallAnswer;
