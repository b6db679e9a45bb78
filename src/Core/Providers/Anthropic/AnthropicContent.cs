using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Writes content parts as content blocks.</summary>
internal static class AnthropicContent
{
    // Blocks in Anthropic's own form, which an OpenAI client may put among its parts.
    private static readonly string[] OwnBlocks = ["image", "document", "search_result"];

    /// <summary>Whether there is anything to send: Anthropic refuses text blocks that are blank.</summary>
    public static bool HasContent(MessageContent? content) => content is not null && content.AsParts().Any(static part => !IsBlank(part));

    /// <summary>Writes the parts; a cache breakpoint of the whole message goes on the last one.</summary>
    public static void Write(
        Utf8JsonWriter writer,
        MessageContent? content,
        IDictionary<string, JsonElement>? messageExtra,
        string param,
        bool textOnly,
        ICollection<string> dropped)
    {
        IReadOnlyList<ContentPart> parts = content?.AsParts() ?? [];
        int last = parts.Count - 1;
        while (last >= 0 && IsBlank(parts[last]))
        {
            last--;
        }

        for (int i = 0; i <= last; i++)
        {
            if (!IsBlank(parts[i]))
            {
                string place = content!.Parts is null ? param : $"{param}[{i}]";
                JsonElement? cacheControl = AnthropicJson.FindCacheControl(parts[i].Extra, i == last ? messageExtra : null);
                WritePart(writer, parts[i], cacheControl, place, textOnly, dropped);
            }
        }
    }

    public static void WriteText(Utf8JsonWriter writer, string text, JsonElement? cacheControl)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        AnthropicJson.WriteCacheControl(writer, cacheControl);
        writer.WriteEndObject();
    }

    private static void WritePart(
        Utf8JsonWriter writer, ContentPart part, JsonElement? cacheControl, string param, bool textOnly, ICollection<string> dropped)
    {
        if (part.Type == ContentPart.TextType || (part.Type == "refusal" && part.Extra?.ContainsKey("refusal") == true))
        {
            AnthropicJson.Drop(part.Extra, "messages.content", dropped, "refusal");
            WriteText(writer, part.Type == ContentPart.TextType ? part.Text! : part.Extra!["refusal"].ToString(), cacheControl);
        }
        else if (textOnly)
        {
            throw AnthropicJson.Unsupported($"content parts of the type {part.Type} in a system message", $"{param}.type");
        }
        else if (part.Type == ContentPart.ImageType)
        {
            AnthropicJson.Drop(part.Extra, "messages.content", dropped);
            AnthropicMedia.WriteImage(writer, part, cacheControl, $"{param}.image_url", dropped);
        }
        else if (part.Type == "file")
        {
            AnthropicMedia.WriteFile(writer, part, cacheControl, $"{param}.file");
        }
        else if (OwnBlocks.Contains(part.Type))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, part.Type);
            AnthropicJson.WriteProperties(writer, part.Extra);
            writer.WriteEndObject();
        }
        else
        {
            throw AnthropicJson.Unsupported($"content parts of the type {part.Type}", $"{param}.type");
        }
    }

    private static bool IsBlank(ContentPart part) => part.Type == ContentPart.TextType && string.IsNullOrWhiteSpace(part.Text);
}
