using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Reads what a user, a developer or a tool says: a text, or parts.</summary>
internal static class ResponsesContentReader
{
    public static MessageContent Read(RequestValue content, ResponsesReading reading)
    {
        if (content.Json.ValueKind == JsonValueKind.String)
        {
            return MessageContent.FromText(content.Text());
        }

        if (content.Json.ValueKind != JsonValueKind.Array)
        {
            throw content.Wrong("a string or an array of content parts");
        }

        List<ContentPart> parts = [.. content.Items().Select(part => ReadPart(part, reading))];
        return parts is [{ Type: ContentPart.TextType, Text: { } text }] ? MessageContent.FromText(text)
            : parts.Count > 0 ? MessageContent.FromParts(parts)
            : MessageContent.FromText("");
    }

    private static ContentPart ReadPart(RequestValue part, ResponsesReading reading)
    {
        switch (part.Type)
        {
            case "input_text" or "output_text" or "text":
                reading.DropOthers(part, "input.content", "type", "text", "annotations", "logprobs");
                return ContentPart.OfText(part.Required("text").Text());
            case "input_image":
                reading.DropOthers(part, "input.content", "type", "image_url", "detail", "file_id");
                return ReadImage(part);
            case "input_file":
                reading.DropOthers(part, "input.content", "type", "file_data", "filename", "file_id", "file_url", "detail");
                return ReadFile(part);
            case "input_audio":
                reading.DropOthers(part, "input.content", "type", "input_audio");
                return new ContentPart
                {
                    Type = "input_audio",
                    Extra = new Dictionary<string, JsonElement> { ["input_audio"] = part.Required("input_audio").AsObject().Json },
                };
            default:
                throw part.Required("type").Refuse("must be one of 'input_text', 'input_image', 'input_file' and 'input_audio'");
        }
    }

    private static ContentPart ReadImage(RequestValue part)
    {
        if (part.Optional("image_url") is not { } image)
        {
            throw part.Optional("file_id") is { } file
                ? ResponsesReading.Refuse("Images by their file's id cannot be carried: send image_url", file.Path)
                : part.Missing("image_url");
        }

        string url = image.Word();
        bool isKnown = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        return isKnown
            ? new ContentPart { Type = ContentPart.ImageType, ImageUrl = new ImageUrl { Url = url, Detail = part.Optional("detail")?.Word() } }
            : throw image.Refuse("must be an http(s) URL or a data URL");
    }

    /// <summary>The part <c>file</c> of Chat Completions: data with a name, or the id of a file that the provider has.</summary>
    private static ContentPart ReadFile(RequestValue part)
    {
        if (part.Optional("file_url") is { } url)
        {
            throw ResponsesReading.Refuse("Files by their address cannot be carried: send file_data", url.Path);
        }

        string? id = part.Optional("file_id")?.Word();
        string? data = id is null ? part.Required("file_data").Word() : null;
        string? name = part.Optional("filename")?.Word();
        ReadOnlyMemory<byte> file = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            if (id is not null)
            {
                writer.WriteString("file_id"u8, id);
            }
            else
            {
                // Chat Completions wants a name, and this API does not.
                writer.WriteString("filename"u8, name ?? "file");
                writer.WriteString("file_data"u8, data);
            }

            writer.WriteEndObject();
        });
        return new ContentPart { Type = "file", Extra = new Dictionary<string, JsonElement> { ["file"] = JsonElement.Parse(file.Span) } };
    }
}
