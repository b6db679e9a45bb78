using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes the system prompt: the system and developer messages, wherever they stand, in their order.</summary>
internal static class BedrockSystem
{
    public static bool IsSystem(ChatMessage message) => message.Role is "system" or "developer";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, IEnumerable<string?> instructions, BedrockScope scope)
    {
        string[] added = [.. instructions.OfType<string>()];
        if (added.Length == 0 && !messages.Any(static message => IsSystem(message) && BedrockContent.HasContent(message.Content)))
        {
            return;
        }

        writer.WriteStartArray("system"u8);
        for (int i = 0; i < messages.Count; i++)
        {
            if (IsSystem(messages[i]))
            {
                BedrockMessages.DropFields(messages[i], scope);
                BedrockContent.Write(writer, messages[i].Content, messages[i].Extra, $"messages[{i}].content", textOnly: true, scope);
            }
        }

        // Last, so that they do not move what the client has marked for the cache.
        foreach (string instruction in added)
        {
            BedrockContent.WriteText(writer, instruction);
        }

        writer.WriteEndArray();
    }
}
