using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Reads and writes <see cref="MessageContent"/> as a string or as an array of parts.</summary>
internal sealed class MessageContentConverter : JsonConverter<MessageContent>
{
    public override MessageContent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => MessageContent.FromText(reader.GetString()!),
            JsonTokenType.StartArray => MessageContent.FromParts(ReadParts(ref reader, options)),
            _ => throw new JsonException("must be a string or an array of content parts"),
        };

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options)
    {
        if (value.Text is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartArray();
        foreach (ContentPart part in value.Parts!)
        {
            JsonSerializer.Serialize(writer, part, options.GetTypeInfo<ContentPart>());
        }

        writer.WriteEndArray();
    }

    private static List<ContentPart> ReadParts(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        // Not through the serializer: it would begin to count lines and bytes anew, and an error could not be located.
        JsonConverter<ContentPart> converter = (JsonConverter<ContentPart>)options.GetTypeInfo<ContentPart>().Converter;
        List<ContentPart> parts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            parts.Add(converter.Read(ref reader, typeof(ContentPart), options) ?? throw new JsonException("must be an object"));
        }

        return parts;
    }
}
