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

    // The gateway's own field, which goes to no provider; further down it is a provider's.
    private const string User = "user_id";

    /// <summary>Null when nothing was replaced: the bytes can then be passed on as they are.</summary>
    public static ReadOnlyMemory<byte>? Rewrite(ReadOnlyMemory<byte> json, Func<string, string> hide)
    {
        ArrayBufferWriter<byte> output = new(json.Length + 256);
        bool isChanged;
        using (Utf8JsonWriter writer = new(output, JsonBody.WriterOptions))
        {
            isChanged = Write(writer, JsonElement.Parse(json.Span), hide, isTop: true);
        }

        // Not null alone, which would become an empty memory.
        return isChanged ? output.WrittenMemory : (ReadOnlyMemory<byte>?)null;
    }

    private static bool Write(Utf8JsonWriter writer, JsonElement value, Func<string, string> hide, bool isTop)
    {
        bool isChanged = false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (Kept.Contains(property.Name) || (isTop && property.NameEquals(User)))
                    {
                        property.Value.WriteTo(writer);
                    }
                    else
                    {
                        isChanged |= Write(writer, property.Value, hide, isTop: false);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    isChanged |= Write(writer, item, hide, isTop: false);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                string hidden = hide(text);
                isChanged = !ReferenceEquals(text, hidden);
                writer.WriteStringValue(hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }

        return isChanged;
    }
}
