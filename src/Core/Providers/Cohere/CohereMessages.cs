using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes <c>messages</c>: one system message at the beginning, where alone Cohere takes it, then the turns in order.</summary>
internal static class CohereMessages
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, bool canThink, ISet<string> dropped)
    {
        writer.WriteStartArray("messages"u8);
        WriteSystem(writer, messages, dropped);
        for (int i = 0; i < messages.Count; i++)
        {
            if (!IsSystem(messages[i]))
            {
                Write(writer, messages[i], $"messages[{i}]", canThink, dropped);
            }

            DropFields(messages[i], dropped);
        }

        writer.WriteEndArray();
    }

    private static bool IsSystem(ChatMessage message) => message.Role is "system" or "developer";

    private static void WriteSystem(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, ISet<string> dropped)
    {
        List<string> texts = [];
        for (int i = 0; i < messages.Count; i++)
        {
            if (IsSystem(messages[i]) && CohereContent.Text(messages[i], $"messages[{i}]", dropped) is { Length: > 0 } text)
            {
                texts.Add(text);
            }
        }

        if (texts.Count > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "system"u8);
            writer.WriteString("content"u8, string.Join("\n\n", texts));
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, ChatMessage message, string at, bool canThink, ISet<string> dropped)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.Role);
        switch (message.Role)
        {
            case "user":
                CohereContent.Write(writer, message, at, dropped);
                break;
            case "assistant":
                WriteAssistant(writer, message, at, canThink, dropped);
                break;
            case "tool":
                WriteResult(writer, message, at, dropped);
                break;
            default:
                throw CohereFields.Unsupported($"{at}.role", $"messages of the role {message.Role}");
        }

        writer.WriteEndObject();
    }

    private static void WriteAssistant(Utf8JsonWriter writer, ChatMessage message, string at, bool canThink, ISet<string> dropped)
    {
        string text = CohereContent.Text(message, at, dropped);
        string? thinking = Thinking(message, canThink, dropped);
        bool hasCalls = message.ToolCalls is { Count: > 0 };
        if (thinking is not null)
        {
            WriteThinking(writer, thinking, hasCalls ? "" : text);
        }
        else if (!hasCalls)
        {
            writer.WriteString("content"u8, text);
        }

        if (hasCalls)
        {
            // What the model says before it calls a tool has a field of its own here.
            if (text.Length > 0)
            {
                writer.WriteString("tool_plan"u8, text);
            }

            CohereToolCalls.Write(writer, message.ToolCalls!, $"{at}.tool_calls");
        }

        if (message.Extra?.TryGetValue("citations", out JsonElement citations) is true && citations.ValueKind == JsonValueKind.Array)
        {
            writer.WritePropertyName("citations"u8);
            citations.WriteTo(writer);
        }
    }

    private static void WriteThinking(Utf8JsonWriter writer, string thinking, string text)
    {
        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "thinking"u8);
        writer.WriteString("thinking"u8, thinking);
        writer.WriteEndObject();
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, ContentPart.TextType);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? Thinking(ChatMessage message, bool canThink, ISet<string> dropped)
    {
        // Signatures and encrypted thinking mean something only to the provider that made them.
        if (message.ThinkingBlocks?.Any(static block => block.Signature is not null || block.Data is not null) is true)
        {
            dropped.Add("messages[].thinking_blocks");
        }

        string? thinking = message.ReasoningContent ?? (message.ThinkingBlocks is { } blocks ? string.Concat(blocks.Select(static block => block.Thinking)) : null);
        if (string.IsNullOrEmpty(thinking))
        {
            return null;
        }

        if (!canThink)
        {
            dropped.Add("messages[].reasoning_content");
            return null;
        }

        return thinking;
    }

    private static void WriteResult(Utf8JsonWriter writer, ChatMessage message, string at, ISet<string> dropped)
    {
        if (string.IsNullOrEmpty(message.ToolCallId))
        {
            throw CohereFields.Invalid($"{at}.tool_call_id", "A tool message must name the call that it answers.");
        }

        writer.WriteString("tool_call_id"u8, message.ToolCallId);
        CohereContent.Write(writer, message, at, dropped);
    }

    private static void DropFields(ChatMessage message, ISet<string> dropped)
    {
        if (message.Name is not null)
        {
            dropped.Add("messages[].name");
        }

        CohereFields.Drop(message.Extra, "messages[]", dropped, message.Role == "assistant" ? "citations" : "");
    }
}
