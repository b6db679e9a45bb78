using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>
/// One part of a message's content. <see cref="Type"/> is a plain string, so that kinds of part that this gateway does
/// not know pass through with their fields in <see cref="Extra"/>.
/// </summary>
public sealed record ContentPart
{
    public const string TextType = "text";
    public const string ImageType = "image_url";

    public string Type { get; set; } = "";

    public string? Text { get; set; }

    public ImageUrl? ImageUrl { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    public static ContentPart OfText(string text) => new() { Type = TextType, Text = text };

    public static ContentPart OfImage(string url) => new() { Type = ImageType, ImageUrl = new ImageUrl { Url = url } };
}
