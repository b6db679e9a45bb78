using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Takes other providers' signatures out of a body that goes to Gemini, which would refuse them as forged.</summary>
internal static class GeminiForeignSignatures
{
    // What Google documents for calls that another model made (https://ai.google.dev/gemini-api/docs/thought-signatures).
    private const string NoSignature = "skip_thought_signature_validator";

    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> body)
    {
        JsonElement request = JsonElement.Parse(body.Span);
        return JsonBody.Write(writer => Write(writer, request));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    WriteProperty(writer, value, property);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteProperty(Utf8JsonWriter writer, JsonElement part, JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.String || GeminiSignature.Unwrap(property.Value.GetString()) is null)
        {
            writer.WritePropertyName(property.Name);
            Write(writer, property.Value);
        }
        else if (part.TryGetProperty("functionCall"u8, out _) || part.TryGetProperty("function_call"u8, out _))
        {
            writer.WriteString(property.Name, NoSignature);
        }
    }
}
