namespace LlmFunctions.Conversations;

/// <summary>A response that is kept, so that it can be read again and a conversation go on from it.</summary>
public sealed record StoredResponse
{
    public required string Id { get; init; }

    /// <summary>The app that made it; no other may read it.</summary>
    public required string App { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The responses that the conversation consists of until then, the oldest first.</summary>
    public IReadOnlyList<string> PreviousIds { get; init; } = [];

    /// <summary>The items that this request added to the conversation: a JSON array.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The response as the client got it: a JSON object.</summary>
    public required ReadOnlyMemory<byte> Response { get; init; }
}
