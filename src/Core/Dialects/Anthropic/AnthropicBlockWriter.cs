using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes content blocks: whole ones, and those that begin empty in a stream.</summary>
internal static class AnthropicBlockWriter
{
    private const string ExtraContent = "extra_content";
    private const string DataScheme = "data:";
    private const string Base64 = ";base64,";

    public static void WriteText(Utf8JsonWriter writer, string text, IDictionary<string, JsonElement>? extra)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        WriteExtraContent(writer, extra);
        writer.WriteEndObject();
    }

    public static void WriteThinking(Utf8JsonWriter writer, ThinkingBlock block)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, block.Type);
        if (block.Data is not null)
        {
            writer.WriteString("data"u8, block.Data);
        }
        else
        {
            writer.WriteString("thinking"u8, block.Thinking ?? "");
            writer.WriteString("signature"u8, block.Signature ?? "");
        }

        AnthropicJson.WriteProperties(writer, block.Extra);
        writer.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter writer, ToolCall call, string? arguments)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_use"u8);
        writer.WriteString("id"u8, call.Id is { Length: > 0 } id ? id : $"toolu_{Guid.NewGuid():N}");
        writer.WriteString("name"u8, call.Function?.Name ?? "");
        writer.WritePropertyName("input"u8);
        WriteInput(writer, arguments);
        WriteExtraContent(writer, call.Extra);
        writer.WriteEndObject();
    }

    /// <summary>The block of an image that the model made, given as OpenAI's <c>image_url</c> part; null when it is nothing of the kind.</summary>
    public static JsonElement? Image(JsonElement part)
    {
        if (part.Object("image_url")?.String("url") is not { } url)
        {
            return null;
        }

        int data = url.IndexOf(Base64, StringComparison.Ordinal);
        bool isInline = data > 0 && url.StartsWith(DataScheme, StringComparison.Ordinal);
        return AnthropicJson.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image"u8);
            writer.WriteStartObject("source"u8);
            writer.WriteString("type"u8, isInline ? "base64"u8 : "url"u8);
            if (isInline)
            {
                writer.WriteString("media_type"u8, url.AsSpan(DataScheme.Length, data - DataScheme.Length));
                writer.WriteString("data"u8, url.AsSpan(data + Base64.Length));
            }
            else
            {
                writer.WriteString("url"u8, url);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>The images beside a message's text, where some providers have them.</summary>
    public static IEnumerable<JsonElement> Images(IDictionary<string, JsonElement>? extra) =>
        extra is not null && extra.TryGetValue("images", out JsonElement images) && images.ValueKind == JsonValueKind.Array ? images.EnumerateArray() : [];

    // Models write arguments that are no JSON now and then; the client has a place for objects only.
    private static void WriteInput(Utf8JsonWriter writer, string? arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else if (JsonBody.TryParse(Encoding.UTF8.GetBytes(arguments)) is { ValueKind: JsonValueKind.Object } input)
        {
            input.WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("_invalid_json"u8, arguments);
            writer.WriteEndObject();
        }
    }

    private static void WriteExtraContent(Utf8JsonWriter writer, IDictionary<string, JsonElement>? extra)
    {
        if (extra is not null && extra.TryGetValue(ExtraContent, out JsonElement content))
        {
            writer.WritePropertyName(ExtraContent);
            content.WriteTo(writer);
        }
    }
}
