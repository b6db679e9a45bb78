using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads <c>inlineData</c> and <c>fileData</c> as the content parts that the other dialects have for the kind of medium.</summary>
internal static class GeminiMediaReader
{
    public static ContentPart Inline(GeminiField blob)
    {
        string mimeType = MimeType(blob);
        GeminiField data = blob.Object().Required("data");

        // Google takes both alphabets of base64, the others only the first.
        string base64 = data.Text().Replace('-', '+').Replace('_', '/');
        base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        if (base64.Length == 0 || !Base64.IsValid(base64))
        {
            throw data.Invalid("must be base64");
        }

        return mimeType.StartsWith("audio/", StringComparison.Ordinal)
            ? Audio(mimeType["audio/".Length..], base64)
            : Part(mimeType, $"data:{mimeType};base64,{base64}");
    }

    public static ContentPart File(GeminiField file)
    {
        GeminiField uri = file.Object().Required("fileUri");
        if (!Uri.TryCreate(uri.Text(), UriKind.Absolute, out Uri? _))
        {
            throw uri.Invalid("must be an absolute URI");
        }

        return Part(file["mimeType"] is null ? "image/*" : MimeType(file), uri.Text());
    }

    private static string MimeType(GeminiField medium)
    {
        GeminiField field = medium.Object().Required("mimeType");
        string mimeType = field.Text().ToLowerInvariant();
        return mimeType.Contains('/', StringComparison.Ordinal) ? mimeType : throw field.Invalid("must be a media type such as image/png");
    }

    private static ContentPart Part(string mimeType, string url) =>
        mimeType.StartsWith("image/", StringComparison.Ordinal) ? ContentPart.OfImage(url)
        : mimeType.StartsWith("video/", StringComparison.Ordinal) ? Of("video_url", "url", url)
        : url.StartsWith("data:", StringComparison.Ordinal) ? Of("file", "file_data", url)
        : Of("file", "file_url", url);

    private static ContentPart Audio(string format, string data) => Of("input_audio", "data", data, format is "mpeg" ? "mp3" : format is "x-wav" ? "wav" : format);

    private static ContentPart Of(string type, string name, string value, string? format = null) => new()
    {
        Type = type,
        Extra = new Dictionary<string, JsonElement>
        {
            [type] = JsonElement.Parse(JsonBody.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString(name, value);
                if (format is not null)
                {
                    writer.WriteString("format"u8, format);
                }

                writer.WriteEndObject();
            }).Span),
        },
    };
}
