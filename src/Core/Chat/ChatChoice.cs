using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>One of the alternatives of a <see cref="ChatResponse"/>.</summary>
public sealed record ChatChoice
{
    public int Index { get; set; }

    public ChatMessage Message { get; set; } = new();

    /// <summary>One of <see cref="FinishReasons"/>, or what else the provider said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; set; }

    public JsonElement? Logprobs { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
