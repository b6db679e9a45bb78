using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Reads content blocks as parts. What has no counterpart among the parts keeps its form, for Anthropic only.</summary>
internal static class AnthropicBlockReader
{
    /// <summary>The blocks of a content; null when it is a text.</summary>
    public static IReadOnlyList<RequestValue>? Blocks(RequestValue content) => content.Json.ValueKind switch
    {
        JsonValueKind.String => null,
        JsonValueKind.Array => content.Items(),
        _ => throw content.Wrong("a string or an array of content blocks"),
    };

    public static MessageContent Content(IEnumerable<RequestValue> blocks, AnthropicReading reading)
    {
        List<ContentPart> parts = [.. blocks.SelectMany(block => Read(block, reading))];
        return parts is [{ Type: ContentPart.TextType, Text: { } text }] ? MessageContent.FromText(text) : MessageContent.FromParts(parts);
    }

    private static IEnumerable<ContentPart> Read(RequestValue block, AnthropicReading reading)
    {
        switch (block.Type)
        {
            case "text":
                reading.DropOthers(block, "messages.content", "type", "text", "extra_content");
                return [ContentPart.OfText(block.Required("text").Text())];
            case "image":
                reading.DropOthers(block, "messages.content", "type", "source");
                return [ReadImage(block, reading)];
            case "document":
                reading.DropOthers(block, "messages.content", "type", "source", "title", "context");
                return ReadDocument(block, reading);
            default:
                return [Foreign(block, reading)];
        }
    }

    private static ContentPart ReadImage(RequestValue block, AnthropicReading reading)
    {
        RequestValue source = block.Required("source");
        return source.Type switch
        {
            "base64" => ContentPart.OfImage(DataUrl(source)),
            "url" => ContentPart.OfImage(source.Required("url").Word()),
            _ => Foreign(block, reading, $"images whose source is a {source.Type}"),
        };
    }

    private static IReadOnlyList<ContentPart> ReadDocument(RequestValue block, AnthropicReading reading)
    {
        RequestValue source = block.Required("source");
        string? title = block.Optional("title")?.Text();
        string? context = block.Optional("context")?.Text();
        return source.Type switch
        {
            "base64" => [.. Heading(null, context), ReadFile(source, title)],
            "text" => [.. Heading(title, context), ContentPart.OfText(source.Required("data").Text())],
            "content" when source.Required("content") is { } content => [.. Heading(title, context), .. Nested(content, reading)],
            _ => [Foreign(block, reading, $"documents whose source is a {source.Type}")],
        };
    }

    private static IEnumerable<ContentPart> Nested(RequestValue content, AnthropicReading reading) =>
        Blocks(content) is { } blocks ? blocks.SelectMany(block => Read(block, reading)) : [ContentPart.OfText(content.Text())];

    // What Anthropic shows its models beside the document.
    private static List<ContentPart> Heading(params ReadOnlySpan<string?> texts)
    {
        List<ContentPart> parts = [];
        foreach (string? text in texts)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                parts.Add(ContentPart.OfText(text));
            }
        }

        return parts;
    }

    private static ContentPart ReadFile(RequestValue source, string? title) => new()
    {
        Type = "file",
        Extra = new Dictionary<string, JsonElement>
        {
            ["file"] = AnthropicJson.Element(writer =>
            {
                writer.WriteStartObject();
                // The dialects that have such parts want a name.
                writer.WriteString("filename"u8, string.IsNullOrWhiteSpace(title) ? "document.pdf" : title);
                writer.WriteString("file_data"u8, DataUrl(source));
                writer.WriteEndObject();
            }),
        },
    };

    private static string DataUrl(RequestValue source) => $"data:{source.Required("media_type").Word()};base64,{source.Required("data").Word()}";

    private static ContentPart Foreign(RequestValue block, AnthropicReading reading, string? what = null)
    {
        reading.Refuse(what ?? $"content blocks of the type {block.Type}", $"{block.Path}.type");
        return new ContentPart
        {
            Type = block.Type,
            Extra = block.Properties.Where(static property => property.Name is not ("type" or "text"))
                .ToDictionary(static property => property.Name, static property => property.Json),
        };
    }
}
