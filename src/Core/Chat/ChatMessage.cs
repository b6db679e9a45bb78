using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>One message of a conversation, in a request or in a whole answer.</summary>
public sealed record ChatMessage
{
    /// <summary><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public string Role { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public MessageContent? Content { get; set; }

    public string? Name { get; set; }

    public string? Refusal { get; set; }

    /// <summary>What the model thought before it answered, as text.</summary>
    public string? ReasoningContent { get; set; }

    /// <summary>The same thinking as signed blocks, which some providers want back on the next turn.</summary>
    public IReadOnlyList<ThinkingBlock>? ThinkingBlocks { get; set; }

    public IReadOnlyList<ToolCall>? ToolCalls { get; set; }

    /// <summary>On a <c>tool</c> message: the call that this is the result of.</summary>
    public string? ToolCallId { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
