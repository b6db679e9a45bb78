using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>The content of a message: plain text, or parts. On the wire a string or an array; the form is kept.</summary>
[JsonConverter(typeof(MessageContentConverter))]
public sealed record MessageContent
{
    private MessageContent(string? text, IReadOnlyList<ContentPart>? parts)
    {
        Text = text;
        Parts = parts;
    }

    /// <summary>The text when the content is plain text.</summary>
    public string? Text { get; }

    /// <summary>The parts when the content is a list.</summary>
    public IReadOnlyList<ContentPart>? Parts { get; }

    public static MessageContent FromText(string text) => new(text, null);

    public static MessageContent FromParts(IReadOnlyList<ContentPart> parts) => new(null, parts);

    public static implicit operator MessageContent(string text) => FromText(text);

    /// <summary>The content as parts, whichever form it has.</summary>
    public IReadOnlyList<ContentPart> AsParts() => Parts ?? [ContentPart.OfText(Text ?? "")];

    /// <summary>The text of the content; parts that are not text are left out.</summary>
    public string AsText() =>
        Text ?? string.Concat(Parts!.Where(static part => part.Type == ContentPart.TextType).Select(static part => part.Text));
}
