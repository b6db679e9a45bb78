using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>What must differ in the messages of a conversation; nothing, for most of them.</summary>
internal static class OpenAIMessages
{
    // What Gemini's models say beyond OpenAI's fields, and want to see again; it comes on messages and on calls.
    private const string GeminiContent = "extra_content";

    private static readonly ReadOnlyMemory<byte> System = "\"system\""u8.ToArray();

    public static List<JsonEdit> Edits(IReadOnlyList<ChatMessage> messages, ProviderQuirks quirks, List<string> dropped)
    {
        List<JsonEdit> edits = [];
        if (quirks.NoDeveloperRole && messages.Any(static message => message.Role == "developer"))
        {
            edits.Add(JsonEdit.Change("role", static role => IsDeveloper(role) ? System : role));
        }

        // The signed blocks belong to another provider's dialect; the text of the thinking goes with them.
        if (messages.Any(static message => message.ThinkingBlocks is not null))
        {
            edits.Add(JsonEdit.Remove("thinking_blocks"));
        }

        if (quirks.NoReasoningContent && messages.Any(static message => message.ReasoningContent is not null))
        {
            edits.Add(JsonEdit.Remove("reasoning_content"));
            dropped.Add("messages[].reasoning_content");
        }

        if (quirks.NoReasoningContent)
        {
            RemoveGeminiContent(edits, messages, dropped);
        }

        return edits;
    }

    private static void RemoveGeminiContent(List<JsonEdit> edits, IReadOnlyList<ChatMessage> messages, List<string> dropped)
    {
        if (messages.Any(static message => Has(message.Extra)))
        {
            edits.Add(JsonEdit.Remove(GeminiContent));
            dropped.Add($"messages[].{GeminiContent}");
        }

        if (messages.Any(static message => message.ToolCalls?.Any(static call => Has(call.Extra)) is true))
        {
            edits.Add(JsonEdit.Change("tool_calls", static calls => JsonBodyRewriter.RewriteItems(calls, [JsonEdit.Remove(GeminiContent)])));
            dropped.Add($"messages[].tool_calls[].{GeminiContent}");
        }

        static bool Has(IDictionary<string, JsonElement>? extra) => extra?.ContainsKey(GeminiContent) is true;
    }

    private static bool IsDeveloper(ReadOnlyMemory<byte> role)
    {
        Utf8JsonReader reader = new(role.Span);
        return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("developer"u8);
    }
}
