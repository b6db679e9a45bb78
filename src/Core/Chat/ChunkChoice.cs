using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>What a <see cref="ChatChunk"/> adds to one of the alternatives.</summary>
public sealed record ChunkChoice
{
    public int Index { get; set; }

    public ChatDelta Delta { get; set; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; set; }

    public JsonElement? Logprobs { get; set; }

    /// <summary>Whether this is a piece of the answer, and not just its announcement.</summary>
    [JsonIgnore]
    public bool HasContent => FinishReason is not null
        || Delta is { Content.Length: > 0 } or { ReasoningContent.Length: > 0 } or { Refusal.Length: > 0 } or { ToolCalls.Count: > 0 } or { ThinkingBlocks.Count: > 0 }
        || Delta.HasMore;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
