using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Writes images and files: by their URL, or with the bytes that a <c>data:</c> URL holds.</summary>
internal static class AnthropicMedia
{
    private const string Scheme = "data:";
    private const string Encoding = ";base64";

    public static void WriteImage(Utf8JsonWriter writer, ContentPart part, JsonElement? cacheControl, string param, ICollection<string> dropped)
    {
        string url = part.ImageUrl?.Url ?? "";
        param += ".url";
        if (part.ImageUrl?.Detail is not (null or "auto"))
        {
            dropped.Add("messages.content.image_url.detail");
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "image"u8);
        if (url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            (string type, string data) = Parse(url, param);
            if (!type.StartsWith("image/", StringComparison.Ordinal))
            {
                throw AnthropicJson.Invalid($"'{type}' is not a type of image.", param);
            }

            WriteSource(writer, type == "image/jpg" ? "image/jpeg" : type, data);
        }
        else if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
        {
            writer.WriteStartObject("source"u8);
            writer.WriteString("type"u8, "url"u8);
            writer.WriteString("url"u8, url);
            writer.WriteEndObject();
        }
        else
        {
            throw AnthropicJson.Invalid("The URL of an image must be an http, https or data URL.", param);
        }

        AnthropicJson.WriteCacheControl(writer, cacheControl);
        writer.WriteEndObject();
    }

    public static void WriteFile(Utf8JsonWriter writer, ContentPart part, JsonElement? cacheControl, string param)
    {
        if (part.Extra is null || !part.Extra.TryGetValue("file", out JsonElement file) || file.String("file_data") is not { } url)
        {
            throw AnthropicJson.Unsupported("files other than by their file_data", param);
        }

        (string type, string data) = Parse(url, $"{param}.file_data");
        writer.WriteStartObject();
        writer.WriteString("type"u8, "document"u8);
        WriteSource(writer, type, data);
        if (file.String("filename") is { } name)
        {
            writer.WriteString("title"u8, name);
        }

        AnthropicJson.WriteCacheControl(writer, cacheControl);
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, string mediaType, string data)
    {
        writer.WriteStartObject("source"u8);
        writer.WriteString("type"u8, "base64"u8);
        writer.WriteString("media_type"u8, mediaType);
        writer.WriteString("data"u8, data);
        writer.WriteEndObject();
    }

    private static (string MediaType, string Data) Parse(string url, string param)
    {
        int comma = url.IndexOf(',', StringComparison.Ordinal);
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || comma < 0
            || !url.AsSpan(0, comma).EndsWith(Encoding, StringComparison.OrdinalIgnoreCase))
        {
            throw AnthropicJson.Invalid("A data URL must have the form data:<media type>;base64,<data>.", param);
        }

        string data = url[(comma + 1)..];
        if (data.Length == 0 || !Base64.IsValid(data))
        {
            throw AnthropicJson.Invalid("The data of a data URL must be base64.", param);
        }

        string type = url[Scheme.Length..comma].Split(';')[0];
        return (type.ToLowerInvariant(), data);
    }
}
