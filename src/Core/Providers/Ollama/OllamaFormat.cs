using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes <c>format</c>: the word <c>json</c>, or the schema itself.</summary>
internal static class OllamaFormat
{
    public static void Write(Utf8JsonWriter writer, ChatRequest request)
    {
        if (request.ResponseFormat is not { } format)
        {
            WriteNative(writer, request);
            return;
        }

        switch (format.Type)
        {
            case ResponseFormat.TextType:
                break;
            case ResponseFormat.JsonSchemaType when format.JsonSchema?.Schema is { ValueKind: JsonValueKind.Object } schema:
                writer.WritePropertyName("format"u8);
                schema.WriteTo(writer);
                break;
            case ResponseFormat.JsonSchemaType or ResponseFormat.JsonObjectType:
                writer.WriteString("format"u8, "json"u8);
                break;
            default:
                throw OllamaLimits.Unsupported("response_format.type", $"Ollama has no response format \"{format.Type}\".");
        }
    }

    private static void WriteNative(Utf8JsonWriter writer, ChatRequest request)
    {
        if (request.Native("format") is { } native)
        {
            writer.WritePropertyName("format"u8);
            native.WriteTo(writer);
        }
    }
}
