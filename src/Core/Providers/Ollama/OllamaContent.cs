using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes a message's content: the texts joined, the images beside them.</summary>
internal static class OllamaContent
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message, string at, ISet<string> dropped)
    {
        if (message.Content?.Parts is not { } parts)
        {
            writer.WriteString("content"u8, message.Content?.Text ?? message.Refusal ?? "");
            return;
        }

        StringBuilder text = new();
        List<string> images = [];
        for (int i = 0; i < parts.Count; i++)
        {
            Read(parts[i], $"{at}.content[{i}]", text, images);
            dropped.UnionWith(DroppedOf(parts[i]));
        }

        writer.WriteString("content"u8, text.ToString());
        if (images.Count > 0)
        {
            writer.WriteStartArray("images"u8);
            images.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }
    }

    private static void Read(ContentPart part, string at, StringBuilder text, List<string> images)
    {
        switch (part.Type)
        {
            case ContentPart.TextType:
                text.Append(part.Text);
                break;
            case "refusal" when part.Extra?.TryGetValue("refusal", out JsonElement refusal) is true && refusal.ValueKind == JsonValueKind.String:
                text.Append(refusal.GetString());
                break;
            case ContentPart.ImageType:
                images.Add(OllamaImage.ToBase64(part.ImageUrl?.Url ?? "", $"{at}.image_url.url"));
                break;
            default:
                throw OllamaLimits.Unsupported($"{at}.type", $"Ollama takes text and images: a part of type \"{part.Type}\" is not supported.");
        }
    }

    private static IEnumerable<string> DroppedOf(ContentPart part)
    {
        if (part.ImageUrl?.Detail is not null)
        {
            yield return "messages[].content[].image_url.detail";
        }

        foreach (string key in part.Extra?.Keys.Where(static key => key != "refusal") ?? [])
        {
            yield return $"messages[].content[].{key}";
        }
    }
}
