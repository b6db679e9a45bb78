using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>The addition itself: text, thinking, refusal or pieces of tool calls.</summary>
public sealed record ChatDelta
{
    public string? Role { get; set; }

    public string? Content { get; set; }

    public string? ReasoningContent { get; set; }

    /// <summary>A finished block of thinking with its signature.</summary>
    public IReadOnlyList<ThinkingBlock>? ThinkingBlocks { get; set; }

    public string? Refusal { get; set; }

    public IReadOnlyList<ToolCall>? ToolCalls { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Whether it adds something that this gateway knows no name for: sound, images, notes on the text.</summary>
    [JsonIgnore]
    public bool HasMore => Extra is { Count: > 0 } more && more.Values.Any(static value => value.ValueKind switch
    {
        JsonValueKind.String => !value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        _ => false,
    });
}
