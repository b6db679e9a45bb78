using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes content parts as content blocks.</summary>
internal static class BedrockContent
{
    private const string Prefix = "messages.content";

    /// <summary>Whether there is anything to send: text blocks that are blank are refused.</summary>
    public static bool HasContent(MessageContent? content) => content is not null && content.AsParts().Any(static part => !IsBlank(part));

    /// <summary>Writes the parts, each with its cache point behind it; that of the whole message comes last.</summary>
    public static void Write(
        Utf8JsonWriter writer,
        MessageContent? content,
        IDictionary<string, JsonElement>? messageExtra,
        string param,
        bool textOnly,
        BedrockScope scope)
    {
        IReadOnlyList<ContentPart> parts = content?.AsParts() ?? [];
        bool any = false;
        for (int i = 0; i < parts.Count; i++)
        {
            if (!IsBlank(parts[i]))
            {
                WritePart(writer, parts[i], content!.Parts is null ? param : $"{param}[{i}]", textOnly, scope);
                BedrockCachePoint.Write(writer, BedrockJson.CachePoint(parts[i].Extra), scope.Model.CachesPrompts, Prefix, scope);
                any = true;
            }
        }

        if (any)
        {
            BedrockCachePoint.Write(writer, BedrockJson.CachePoint(messageExtra), scope.Model.CachesPrompts, "messages", scope);
        }
    }

    public static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, ContentPart part, string param, bool textOnly, BedrockScope scope)
    {
        if (part.Type == ContentPart.TextType || (part.Type == "refusal" && part.Extra?.ContainsKey("refusal") == true))
        {
            BedrockJson.Drop(part.Extra, Prefix, scope, "refusal");
            WriteText(writer, part.Type == ContentPart.TextType ? part.Text! : part.Extra!["refusal"].ToString());
        }
        else if (textOnly)
        {
            throw BedrockJson.Unsupported($"content parts of the type {part.Type} in a system message", $"{param}.type");
        }
        else if (part.Type == ContentPart.ImageType)
        {
            BedrockJson.Drop(part.Extra, Prefix, scope);
            BedrockMedia.WriteImage(writer, part, $"{param}.image_url", scope);
        }
        else if (part.Type == "file")
        {
            BedrockJson.Drop(part.Extra, Prefix, scope, "file");
            BedrockMedia.WriteFile(writer, part, $"{param}.file", scope);
        }
        else if (part.Type == "json" && part.Extra is not null && part.Extra.TryGetValue("json", out JsonElement json) && json.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("json"u8);
            json.WriteTo(writer);
            writer.WriteEndObject();
        }
        else
        {
            throw BedrockJson.Unsupported($"content parts of the type {part.Type}", $"{param}.type");
        }
    }

    private static bool IsBlank(ContentPart part) => part.Type switch
    {
        ContentPart.TextType => string.IsNullOrWhiteSpace(part.Text),
        "refusal" => part.Extra is not null && part.Extra.TryGetValue("refusal", out JsonElement refusal) && string.IsNullOrWhiteSpace(refusal.ToString()),
        _ => false,
    };
}
