using System.Buffers.Text;
using System.Text.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>An image or another medium: bytes in the request (<c>inlineData</c>) or an address (<c>fileData</c>).</summary>
internal sealed record GeminiMedia(string? MimeType, string? Base64Data, string? FileUri)
{
    private static readonly Dictionary<string, string> MimeTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
        [".heic"] = "image/heic",
        [".heif"] = "image/heif",
        [".bmp"] = "image/bmp",
        [".pdf"] = "application/pdf",
        [".mp4"] = "video/mp4",
        [".mov"] = "video/quicktime",
        [".webm"] = "video/webm",
        [".mp3"] = "audio/mp3",
        [".wav"] = "audio/wav",
    };

    public bool IsInline => Base64Data is not null;

    public static GeminiMedia Inline(string mimeType, string base64Data) => new(mimeType, base64Data, null);

    /// <summary>The type is left to Gemini to find out when the name does not tell it.</summary>
    public static GeminiMedia FromUrl(Uri uri, string url) =>
        new(MimeTypes.GetValueOrDefault(Path.GetExtension(uri.AbsolutePath)), null, url);

    public static GeminiMedia FromDataUrl(string url, string path)
    {
        int comma = url.IndexOf(',', StringComparison.Ordinal);
        string[] header = comma < 0 ? [] : url["data:".Length..comma].Split(';');
        string data = comma < 0 ? "" : url[(comma + 1)..];
        return url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            && header.Length > 1
            && header[0].Contains('/', StringComparison.Ordinal)
            && header[^1].Equals("base64", StringComparison.OrdinalIgnoreCase)
            && data.Length > 0
            && Base64.IsValid(data)
                ? Inline(header[0].ToLowerInvariant(), data)
                : throw GeminiScope.Invalid("Expected a data URL of the form data:<media type>;base64,<data>.", path);
    }

    /// <summary>Whether the address is one of a file that was uploaded to Google, or of a YouTube video.</summary>
    public static bool IsUploaded(Uri uri) =>
        uri.Host is "generativelanguage.googleapis.com" or "www.youtube.com" or "youtube.com" or "youtu.be";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(IsInline ? "inlineData"u8 : "fileData"u8);
        if (MimeType is not null)
        {
            writer.WriteString("mimeType"u8, MimeType);
        }

        if (IsInline)
        {
            writer.WriteString("data"u8, Base64Data);
        }
        else
        {
            writer.WriteString("fileUri"u8, FileUri);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
