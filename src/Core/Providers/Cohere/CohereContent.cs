using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes the parts of a message: text and images, and documents where a tool gave them.</summary>
internal static class CohereContent
{
    private const string DocumentType = "document";
    private const string DataScheme = "data:";
    private const string Base64Marker = ";base64";

    /// <summary>Writes <c>content</c> in the form that the client gave it: a text or parts.</summary>
    public static void Write(Utf8JsonWriter writer, ChatMessage message, string at, ISet<string> dropped)
    {
        if (message.Content?.Parts is not { } parts)
        {
            writer.WriteString("content"u8, message.Content?.Text ?? message.Refusal ?? "");
            return;
        }

        writer.WriteStartArray("content"u8);
        for (int i = 0; i < parts.Count; i++)
        {
            WritePart(writer, parts[i], message.Role, $"{at}.content[{i}]", dropped);
        }

        writer.WriteEndArray();
    }

    /// <summary>The content as one text, for messages that have nothing else.</summary>
    public static string Text(ChatMessage message, string at, ISet<string> dropped)
    {
        if (message.Content?.Parts is not { } parts)
        {
            return message.Content?.Text ?? message.Refusal ?? "";
        }

        StringBuilder text = new();
        for (int i = 0; i < parts.Count; i++)
        {
            text.Append(OfText(parts[i]) ?? throw CohereFields.Unsupported(
                $"{at}.content[{i}].type", $"content parts of the type {parts[i].Type} in a message of the role {message.Role}"));
            CohereFields.Drop(parts[i].Extra, "messages[].content[]", dropped, "refusal");
        }

        return text.ToString();
    }

    private static void WritePart(Utf8JsonWriter writer, ContentPart part, string role, string at, ISet<string> dropped)
    {
        writer.WriteStartObject();
        if (OfText(part) is { } text)
        {
            writer.WriteString("type"u8, ContentPart.TextType);
            writer.WriteString("text"u8, text);
            CohereFields.Drop(part.Extra, "messages[].content[]", dropped, "refusal");
        }
        else if (part.Type == ContentPart.ImageType && role == "user")
        {
            WriteImage(writer, part, at);
            CohereFields.Drop(part.Extra, "messages[].content[]", dropped);
        }
        else if (part.Type == DocumentType && role == "tool" && part.Extra?.TryGetValue(DocumentType, out JsonElement document) is true)
        {
            writer.WriteString("type"u8, DocumentType);
            writer.WritePropertyName(DocumentType);
            document.WriteTo(writer);
            CohereFields.Drop(part.Extra, "messages[].content[]", dropped, DocumentType);
        }
        else
        {
            throw CohereFields.Unsupported($"{at}.type", $"content parts of the type {part.Type} in a message of the role {role}");
        }

        writer.WriteEndObject();
    }

    private static string? OfText(ContentPart part) => part.Type switch
    {
        ContentPart.TextType => part.Text ?? "",
        "refusal" when part.Extra?.TryGetValue("refusal", out JsonElement refusal) is true && refusal.ValueKind == JsonValueKind.String => refusal.GetString(),
        _ => null,
    };

    private static void WriteImage(Utf8JsonWriter writer, ContentPart part, string at)
    {
        string url = part.ImageUrl?.Url ?? "";
        Check(url, $"{at}.image_url.url");
        writer.WriteString("type"u8, ContentPart.ImageType);
        writer.WriteStartObject("image_url"u8);
        writer.WriteString("url"u8, url);
        if (part.ImageUrl?.Detail is { } detail)
        {
            writer.WriteString("detail"u8, detail);
        }

        writer.WriteEndObject();
    }

    private static void Check(string url, string param)
    {
        if (!url.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            {
                throw CohereFields.Invalid(param, "The URL of an image must be an http, https or data URL.");
            }

            return;
        }

        int comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0
            || !url.AsSpan(0, comma).EndsWith(Base64Marker, StringComparison.OrdinalIgnoreCase)
            || comma + 1 == url.Length
            || !Base64.IsValid(url.AsSpan(comma + 1)))
        {
            throw CohereFields.Invalid(param, "The image must be a data URL with base64 content, such as data:image/png;base64,iVBORw0….");
        }
    }
}
