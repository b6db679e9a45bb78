using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes <c>messages</c>: one text and a list of images a message, tool results by the tool's name.</summary>
internal static class OllamaMessages
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, ISet<string> dropped)
    {
        // Ids that were derived from positions come again in every turn: a result belongs to the latest call of its id.
        Dictionary<string, string> toolNames = new(StringComparer.Ordinal);
        writer.WriteStartArray("messages"u8);
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            string at = $"messages[{i}]";
            writer.WriteStartObject();
            writer.WriteString("role"u8, Role(message, at));
            OllamaContent.Write(writer, message, at, dropped);
            if (Thinking(message) is { Length: > 0 } thinking)
            {
                writer.WriteString("thinking"u8, thinking);
            }

            if (message.ToolCalls is { Count: > 0 } calls)
            {
                OllamaToolCalls.Write(writer, calls, $"{at}.tool_calls");
                Remember(calls, toolNames);
            }

            if (message.Role == "tool")
            {
                WriteResultOf(writer, message, toolNames);
            }

            writer.WriteEndObject();
            CollectDropped(message, dropped);
        }

        writer.WriteEndArray();
    }

    private static string Role(ChatMessage message, string at) => message.Role switch
    {
        "system" or "user" or "assistant" or "tool" => message.Role,
        "developer" => "system",
        _ => throw OllamaLimits.Unsupported($"{at}.role", $"Ollama has no role \"{message.Role}\"."),
    };

    private static string? Thinking(ChatMessage message) =>
        message.ReasoningContent ?? (message.ThinkingBlocks is { } blocks ? string.Concat(blocks.Select(static block => block.Thinking)) : null);

    private static void Remember(IReadOnlyList<ToolCall> calls, Dictionary<string, string> toolNames)
    {
        foreach (ToolCall call in calls)
        {
            if (call is { Id: { } id, Function.Name: { } name })
            {
                toolNames[id] = name;
            }
        }
    }

    // Older versions know only the name, newer ones the id too; unknown fields are ignored by all.
    private static void WriteResultOf(Utf8JsonWriter writer, ChatMessage message, Dictionary<string, string> toolNames)
    {
        string? name = message.ToolCallId is { } id ? toolNames.GetValueOrDefault(id, message.Name ?? "") : message.Name;
        if (!string.IsNullOrEmpty(name))
        {
            writer.WriteString("tool_name"u8, name);
        }

        if (message.ToolCallId is not null)
        {
            writer.WriteString("tool_call_id"u8, message.ToolCallId);
        }
    }

    private static void CollectDropped(ChatMessage message, ISet<string> dropped)
    {
        if (message.Name is not null && message.Role != "tool")
        {
            dropped.Add("messages[].name");
        }

        // Signatures and encrypted thinking mean something only to the provider that made them.
        if (message.ThinkingBlocks?.Any(static block => block.Signature is not null || block.Data is not null) is true)
        {
            dropped.Add("messages[].thinking_blocks");
        }

        dropped.UnionWith(message.Extra?.Keys.Select(static key => $"messages[].{key}") ?? []);
    }
}
