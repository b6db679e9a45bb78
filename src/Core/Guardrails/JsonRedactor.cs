using System.Buffers;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Guardrails;

/// <summary>Replaces the texts of a JSON document, in fields that nobody here has heard of as well; numbers, names and everything else stay as they are.</summary>
internal static class JsonRedactor
{
    // Words that make up a request, what providers have signed or encrypted, and data that is no text.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "model", "models", "provider", "role", "type", "id", "name", "tool_call_id", "tool_use_id", "call_id", "task_type", "url", "image_url", "data", "file_data", "bytes", "mime_type",
        "mimeType", "media_type", "signature", "thinking", "thinking_blocks", "thoughtSignature", "thought_signature", "encrypted_content", "previous_response_id", "encoding_format",
        "reasoning_effort", "tool_choice", "finish_reason", "images",
    };

    // What tools are called with, and what they answer: where it is an object its names are the tool's own, and mean nothing here.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal) { "input", "args", "arguments", "response" };

    // The gateway's own field, which goes to no provider; further down it is a provider's.
    private const string User = "user_id";

    private enum Place
    {
        /// <summary>A property of the document itself.</summary>
        Top,

        /// <summary>Further down.</summary>
        Within,

        /// <summary>Texts stay as they are; of objects, each property for itself.</summary>
        Kept,

        /// <summary>All texts are looked through, whatever they are called.</summary>
        Free,
    }

    /// <summary>Null when nothing was replaced: the bytes can then be passed on as they are.</summary>
    /// <param name="json">The document.</param>
    /// <param name="replace">Makes of a text what is to stand in its place; the very same one where that is itself.</param>
    public static ReadOnlyMemory<byte>? Rewrite(ReadOnlyMemory<byte> json, Func<string, string> replace)
    {
        ArrayBufferWriter<byte> output = new(json.Length + 256);
        bool isChanged;
        using (Utf8JsonWriter writer = new(output, JsonBody.WriterOptions))
        {
            isChanged = Write(writer, JsonElement.Parse(json.Span), replace, Place.Top);
        }

        // Not null alone, which would become an empty memory.
        return isChanged ? output.WrittenMemory : (ReadOnlyMemory<byte>?)null;
    }

    private static bool Write(Utf8JsonWriter writer, JsonElement value, Func<string, string> replace, Place place)
    {
        bool isChanged = false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    isChanged |= Write(writer, property.Value, replace, PlaceOf(property, value, place));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    isChanged |= Write(writer, item, replace, place);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when place != Place.Kept:
                string text = value.GetString()!;
                string replaced = replace(text);
                isChanged = !ReferenceEquals(text, replaced);
                writer.WriteStringValue(replaced);
                break;
            default:
                value.WriteTo(writer);
                break;
        }

        return isChanged;
    }

    private static Place PlaceOf(JsonProperty property, JsonElement owner, Place place) => property.Name switch
    {
        _ when place == Place.Free => Place.Free,
        User when place == Place.Top => Place.Kept,

        // A document in plain text; the name of who speaks.
        "data" when Says(owner, "type", "text") => Place.Within,
        "name" when Says(owner, "role", "user") => Place.Within,
        var name when Kept.Contains(name) => Place.Kept,
        var name when Free.Contains(name) && property.Value.ValueKind == JsonValueKind.Object => Place.Free,
        _ => Place.Within,
    };

    private static bool Says(JsonElement owner, string name, string value) =>
        owner.TryGetProperty(name, out JsonElement said) && said.ValueKind == JsonValueKind.String && said.ValueEquals(value);
}
