using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes <c>response_format</c>: JSON, with the schema beside the type where there is one.</summary>
internal static class CohereFormat
{
    public static void Write(Utf8JsonWriter writer, ResponseFormat? format, ISet<string> dropped)
    {
        if (format is null or { Type: ResponseFormat.TextType })
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, ResponseFormat.JsonObjectType);
        switch (format.Type)
        {
            case ResponseFormat.JsonObjectType:
                // Cohere's own form, which has the schema here.
                if (format.Extra?.TryGetValue("schema", out JsonElement own) is true)
                {
                    writer.WritePropertyName("schema"u8);
                    own.WriteTo(writer);
                }

                CohereFields.Drop(format.Extra, "response_format", dropped, "schema");
                break;
            case ResponseFormat.JsonSchemaType when format.JsonSchema?.Schema is { ValueKind: JsonValueKind.Object } schema:
                writer.WritePropertyName("schema"u8);
                schema.WriteTo(writer);
                break;
            case ResponseFormat.JsonSchemaType:
                throw CohereFields.Invalid("response_format.json_schema.schema", "A JSON schema must be an object.");
            default:
                throw CohereFields.Unsupported("response_format.type", $"the response format {format.Type}");
        }

        writer.WriteEndObject();
    }
}
