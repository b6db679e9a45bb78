namespace LlmFunctions.Upstream;

/// <summary>One event of a provider's stream: an SSE event, a line of newline-delimited JSON or a binary message.</summary>
/// <param name="Event">The event's name, or null.</param>
/// <param name="Data">The payload, UTF-8; empty for comments; valid until the next frame is read.</param>
/// <param name="Raw">The bytes as the provider sent them, with their terminator; an empty comment for an event without a payload; valid until the next frame is read.</param>
/// <param name="IsTail">Whether the body ended before the terminator: the payload may be cut.</param>
public readonly record struct StreamFrame(string? Event, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Raw, bool IsTail = false);
