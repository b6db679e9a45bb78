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

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
