using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// Writes the system prompt: the system and developer messages, wherever they stand, in their order. Most models take
/// them nowhere else.
/// </summary>
internal static class AnthropicSystem
{
    public static bool IsSystem(ChatMessage message) => message.Role is "system" or "developer";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, string? instruction, ICollection<string> dropped)
    {
        if (instruction is null && !messages.Any(static message => IsSystem(message) && AnthropicContent.HasContent(message.Content)))
        {
            return;
        }

        writer.WriteStartArray("system"u8);
        for (int i = 0; i < messages.Count; i++)
        {
            if (IsSystem(messages[i]))
            {
                AnthropicMessages.DropFields(messages[i], dropped);
                AnthropicContent.Write(writer, messages[i].Content, messages[i].Extra, $"messages[{i}].content", textOnly: true, dropped);
            }
        }

        // Last, so that it does not move what the client has marked for the cache.
        if (instruction is not null)
        {
            AnthropicContent.WriteText(writer, instruction, null);
        }

        writer.WriteEndArray();
    }
}
