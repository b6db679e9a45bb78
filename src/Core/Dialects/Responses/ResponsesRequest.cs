using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>A request as the client sent it, before the conversation that it goes on from is known.</summary>
public sealed record ResponsesRequest
{
    /// <summary>Everything but the messages.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>The response whose conversation this one goes on with.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>Whether the client wants the response to be kept.</summary>
    public required bool Store { get; init; }

    /// <summary>Ids of items of stored responses that the input has in their place, and where.</summary>
    public required IReadOnlyDictionary<string, string> References { get; init; }

    /// <summary>The whole body, for what is repeated in the response.</summary>
    internal JsonElement Body { get; init; }

    internal string? Instructions { get; init; }

    internal IReadOnlyList<RequestValue> Input { get; init; } = [];

    internal IReadOnlyList<string> Dropped { get; init; } = [];
}
