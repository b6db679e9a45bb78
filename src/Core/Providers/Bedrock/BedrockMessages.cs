using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// Writes the conversation as turns, which must alternate: consecutive messages of one side become one turn, with tool
/// results first in the user's.
/// </summary>
internal static class BedrockMessages
{
    private const string User = "user";
    private const string Assistant = "assistant";
    private const string Tool = "tool";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, BedrockScope scope)
    {
        writer.WriteStartArray("messages"u8);
        List<int> turn = [];
        bool any = false;
        for (int i = 0; i < messages.Count; i++)
        {
            if (BedrockSystem.IsSystem(messages[i]) || IsEmpty(messages[i]))
            {
                continue;
            }

            if (turn.Count > 0 && Side(messages, i) != Side(messages, turn[0]))
            {
                WriteTurn(writer, messages, turn, scope);
                turn.Clear();
            }

            turn.Add(i);
            any = true;
        }

        if (!any)
        {
            throw BedrockJson.Invalid("There must be a message with content beside the system messages.", "messages");
        }

        WriteTurn(writer, messages, turn, scope);
        writer.WriteEndArray();
    }

    /// <summary>Lists what no message can carry.</summary>
    public static void DropFields(ChatMessage message, BedrockScope scope)
    {
        if (message.Name is not null)
        {
            scope.Dropped.Add("messages.name");
        }

        BedrockJson.Drop(message.Extra, "messages", scope, message.Role == Tool ? "is_error" : "", "function_call");
    }

    private static string Side(IReadOnlyList<ChatMessage> messages, int index) => messages[index].Role switch
    {
        User or Tool => User,
        Assistant => Assistant,
        _ => throw BedrockJson.Unsupported($"messages of the role {messages[index].Role}", $"messages[{index}].role"),
    };

    // Messages and blocks without content are refused; an empty tool result is one all the same.
    private static bool IsEmpty(ChatMessage message) => message.Role is User or Assistant
        && !BedrockContent.HasContent(message.Content)
        && message.ToolCalls is not { Count: > 0 }
        && string.IsNullOrWhiteSpace(message.Refusal)
        && message.Extra?.ContainsKey("function_call") != true;

    private static void WriteTurn(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, List<int> turn, BedrockScope scope)
    {
        string side = Side(messages, turn[0]);
        writer.WriteStartObject();
        writer.WriteString("role"u8, side);
        writer.WriteStartArray("content"u8);
        foreach (int index in turn.Where(index => messages[index].Role == Tool))
        {
            DropFields(messages[index], scope);
            WriteToolResult(writer, messages[index], index, scope);
        }

        foreach (int index in turn.Where(index => messages[index].Role != Tool))
        {
            DropFields(messages[index], scope);
            if (side == Assistant)
            {
                BedrockAssistant.Write(writer, messages[index], index, scope);
            }
            else
            {
                BedrockContent.Write(writer, messages[index].Content, messages[index].Extra, $"messages[{index}].content", textOnly: false, scope);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToolResult(Utf8JsonWriter writer, ChatMessage message, int index, BedrockScope scope)
    {
        if (string.IsNullOrEmpty(message.ToolCallId))
        {
            throw BedrockJson.Invalid("A tool message must name the call that it answers.", $"messages[{index}].tool_call_id");
        }

        writer.WriteStartObject();
        writer.WriteStartObject("toolResult"u8);
        writer.WriteString("toolUseId"u8, AnthropicToolId.Clean(message.ToolCallId));
        writer.WriteStartArray("content"u8);
        BedrockContent.Write(writer, message.Content, null, $"messages[{index}].content", textOnly: false, scope);
        writer.WriteEndArray();

        // Not every model takes a status, and those that do take a result without one as a success.
        if (message.Extra is not null && message.Extra.TryGetValue("is_error", out JsonElement isError) && isError.ValueKind == JsonValueKind.True)
        {
            writer.WriteString("status"u8, "error"u8);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        BedrockCachePoint.Write(writer, BedrockJson.CachePoint(message.Extra), scope.Model.CachesPrompts, "messages", scope);
    }
}
