using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>images</c>: base64 text without a media type, which is told by how the text begins.</summary>
internal static class OllamaImages
{
    private static readonly (string Start, string MediaType)[] Formats =
    [
        ("iVBORw0KGgo", "image/png"),
        ("/9j/", "image/jpeg"),
        ("R0lGOD", "image/gif"),
        ("UklGR", "image/webp"),
        ("Qk", "image/bmp"),
    ];

    public static IReadOnlyList<ContentPart> Read(OllamaObject owner) =>
        [.. owner.Items("images").Select((image, index) => ContentPart.OfImage(DataUrl(image, $"{owner.At("images")}[{index}]")))];

    /// <summary>The text with the images after it.</summary>
    public static MessageContent Join(string text, IReadOnlyList<ContentPart> images) =>
        images.Count == 0 ? MessageContent.FromText(text)
        : text.Length == 0 ? MessageContent.FromParts(images)
        : MessageContent.FromParts([ContentPart.OfText(text), .. images]);

    private static string DataUrl(JsonElement image, string path)
    {
        string data = image.ValueKind == JsonValueKind.String ? image.GetString()! : throw OllamaRefusals.WrongType(path, "base64 text", image);
        if (data.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || data.Length == 0 || !Base64.IsValid(data))
        {
            throw OllamaRefusals.Invalid(path, "must be the image in base64, without a data: prefix");
        }

        string mediaType = Formats.FirstOrDefault(format => data.StartsWith(format.Start, StringComparison.Ordinal)).MediaType
            ?? throw OllamaRefusals.Invalid(path, "must be a PNG, JPEG, GIF, WebP or BMP image");
        return $"data:{mediaType};base64,{data}";
    }
}
