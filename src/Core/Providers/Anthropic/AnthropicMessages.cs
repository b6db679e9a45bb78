using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// Writes the conversation as turns: consecutive messages of one side become one turn, tool results come first in the
/// user's turn, thinking comes first in the assistant's message.
/// </summary>
internal static class AnthropicMessages
{
    private const string User = "user";
    private const string Assistant = "assistant";
    private const string Tool = "tool";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, ICollection<string> dropped)
    {
        writer.WriteStartArray("messages"u8);
        List<int> turn = [];
        bool any = false;
        for (int i = 0; i < messages.Count; i++)
        {
            if (AnthropicSystem.IsSystem(messages[i]) || IsEmpty(messages[i]))
            {
                continue;
            }

            if (turn.Count > 0 && Side(messages, i) != Side(messages, turn[0]))
            {
                WriteTurn(writer, messages, turn, dropped);
                turn.Clear();
            }

            turn.Add(i);
            any = true;
        }

        if (!any)
        {
            throw AnthropicJson.Invalid("There must be a message with content beside the system messages.", "messages");
        }

        WriteTurn(writer, messages, turn, dropped);
        writer.WriteEndArray();
    }

    /// <summary>Lists what no message can carry.</summary>
    public static void DropFields(ChatMessage message, ICollection<string> dropped)
    {
        if (message.Name is not null)
        {
            dropped.Add("messages.name");
        }

        AnthropicJson.Drop(message.Extra, "messages", dropped, message.Role == Tool ? "is_error" : "", "function_call");
    }

    private static string Side(IReadOnlyList<ChatMessage> messages, int index) => messages[index].Role switch
    {
        User or Tool => User,
        Assistant => Assistant,
        _ => throw AnthropicJson.Unsupported($"messages of the role {messages[index].Role}", $"messages[{index}].role"),
    };

    // Anthropic refuses messages and blocks without content; an empty tool result is one all the same.
    private static bool IsEmpty(ChatMessage message) => message.Role is User or Assistant
        && !AnthropicContent.HasContent(message.Content)
        && message.ToolCalls is not { Count: > 0 }
        && string.IsNullOrWhiteSpace(message.Refusal)
        && message.Extra?.ContainsKey("function_call") != true;

    private static void WriteTurn(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, List<int> turn, ICollection<string> dropped)
    {
        string side = Side(messages, turn[0]);
        writer.WriteStartObject();
        writer.WriteString("role"u8, side);
        writer.WriteStartArray("content"u8);
        foreach (int index in turn.Where(index => messages[index].Role == Tool))
        {
            DropFields(messages[index], dropped);
            WriteToolResult(writer, messages[index], index, dropped);
        }

        foreach (int index in turn.Where(index => messages[index].Role != Tool))
        {
            DropFields(messages[index], dropped);
            if (side == Assistant)
            {
                AnthropicAssistant.Write(writer, messages[index], index, dropped);
            }
            else
            {
                AnthropicContent.Write(writer, messages[index].Content, messages[index].Extra, $"messages[{index}].content", textOnly: false, dropped);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToolResult(Utf8JsonWriter writer, ChatMessage message, int index, ICollection<string> dropped)
    {
        if (string.IsNullOrEmpty(message.ToolCallId))
        {
            throw AnthropicJson.Invalid("A tool message must name the call that it answers.", $"messages[{index}].tool_call_id");
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, AnthropicToolId.Clean(message.ToolCallId));
        if (message.Content?.Text is { Length: > 0 } text)
        {
            writer.WriteString("content"u8, text);
        }
        else if (message.Content?.Parts is not null && AnthropicContent.HasContent(message.Content))
        {
            writer.WriteStartArray("content"u8);
            AnthropicContent.Write(writer, message.Content, null, $"messages[{index}].content", textOnly: false, dropped);
            writer.WriteEndArray();
        }

        if (message.Extra is not null && message.Extra.TryGetValue("is_error", out JsonElement isError) && isError.ValueKind == JsonValueKind.True)
        {
            writer.WriteBoolean("is_error"u8, true);
        }

        AnthropicJson.WriteCacheControl(writer, AnthropicJson.FindCacheControl(message.Extra));
        writer.WriteEndObject();
    }
}
