using LlmFunctions.Chat;

namespace LlmFunctions.Pipeline;

/// <summary>One event of a streamed answer on its way to the client.</summary>
/// <param name="Raw">The provider's bytes of the event, for clients of the same dialect; valid until the next item is asked for.</param>
/// <param name="Chunks">What the event adds to the answer, in the canonical shape.</param>
/// <param name="IsLast">Whether the answer is complete with it.</param>
public readonly record struct StreamItem(ReadOnlyMemory<byte> Raw, IReadOnlyList<ChatChunk> Chunks, bool IsLast);
