using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Turns content parts into Gemini's parts.</summary>
internal static class GeminiPart
{
    /// <param name="path">Where the part is in the request, such as <c>messages[0].content[1]</c>.</param>
    public static void Add(GeminiTurn turn, GeminiScope scope, ContentPart part, string path)
    {
        switch (part.Type)
        {
            case ContentPart.TextType:
                turn.AddText(part.Text ?? "");
                break;
            case "refusal":
                turn.AddText(Field(part, "refusal")?.GetString() ?? "");
                break;
            case ContentPart.ImageType:
                if (part.ImageUrl?.Detail is not (null or "auto"))
                {
                    scope.Drop("image_url.detail");
                }

                turn.Add(Media(scope, part.ImageUrl?.Url, path + ".image_url.url").Write);
                break;
            case "video_url":
                turn.Add(Media(scope, Field(part, "video_url")?.String("url"), path + ".video_url.url").Write);
                break;
            case "input_audio":
                turn.Add(Audio(Field(part, "input_audio"), path + ".input_audio").Write);
                break;
            case "file":
                turn.Add(File(scope, Field(part, "file"), path + ".file").Write);
                break;
            default:
                throw scope.Unsupported($"a content part of type '{part.Type}'", path + ".type");
        }
    }

    /// <summary>An http(s) URL, which Gemini fetches itself, or a <c>data:</c> URL.</summary>
    public static GeminiMedia Media(GeminiScope scope, string? url, string path)
    {
        if (url is not null && url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return GeminiMedia.FromDataUrl(url, path);
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw GeminiScope.Invalid("Expected an http(s) URL or a data: URL.", path);
        }

        return scope.Model.FetchesUrls || GeminiMedia.IsUploaded(uri)
            ? GeminiMedia.FromUrl(uri, url)
            : throw scope.Unsupported("a URL that Gemini would have to fetch (send the content as a data: URL)", path);
    }

    private static GeminiMedia Audio(JsonElement? audio, string path)
    {
        string? data = audio?.String("data");
        return data is { Length: > 0 } && Base64.IsValid(data)
            ? GeminiMedia.Inline("audio/" + (audio?.String("format") ?? "wav"), data)
            : throw GeminiScope.Invalid("Expected base64 data.", path + ".data");
    }

    private static GeminiMedia File(GeminiScope scope, JsonElement? file, string path) =>
        file?.String("file_data") is { } data
            ? GeminiMedia.FromDataUrl(data, path + ".file_data")
            : throw scope.Unsupported("a file without file_data", path);

    private static JsonElement? Field(ContentPart part, string name) =>
        part.Extra is { } extra && extra.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
