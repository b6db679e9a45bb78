using System.Globalization;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Turns Google's <c>Schema</c>, a part of OpenAPI 3.0, into a JSON schema: types in small letters, null as a type, counts as numbers.</summary>
internal static class GeminiSchemaReader
{
    private static readonly HashSet<string> Counts = ["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"];

    public static JsonElement Read(GeminiField schema, GeminiNatives natives) =>
        JsonElement.Parse(JsonBody.Write(writer => Write(writer, schema, natives)).Span);

    private static void Write(Utf8JsonWriter writer, GeminiField schema, GeminiNatives natives)
    {
        if (schema.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            schema.Value.WriteTo(writer);
            return;
        }

        bool isNullable = schema.Object()["nullable"]?.Flag() is true;
        writer.WriteStartObject();
        foreach ((string given, GeminiField field) in schema.Properties())
        {
            string name = GeminiNames.ToCamelCase(given);
            switch (name)
            {
                case "nullable":
                    break;
                case "propertyOrdering":
                    natives.Drop(field);
                    break;
                case "type" when field.Value.ValueKind == JsonValueKind.String:
                    WriteType(writer, field.Text().ToLowerInvariant(), isNullable);
                    break;
                case "properties" or "$defs" or "defs":
                    WriteNamed(writer, name == "defs" ? "$defs" : name, field, natives);
                    break;
                case "items" or "additionalProperties" or "not":
                    writer.WritePropertyName(name);
                    Write(writer, field, natives);
                    break;
                case "anyOf" or "oneOf" or "allOf" or "prefixItems":
                    WriteList(writer, name, field, natives);
                    break;
                case "enum" when isNullable:
                    WriteNullableEnum(writer, field);
                    break;
                case var count when Counts.Contains(count) && field.Value.ValueKind == JsonValueKind.String:
                    // Google's JSON has 64-bit numbers as text.
                    writer.WritePropertyName(name);
                    writer.WriteNumberValue(long.TryParse(field.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                        ? value
                        : throw field.Invalid("must be an integer"));
                    break;
                default:
                    writer.WritePropertyName(name);
                    field.Value.WriteTo(writer);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, string type, bool isNullable)
    {
        if (type == "type_unspecified")
        {
            return;
        }

        if (!isNullable)
        {
            writer.WriteString("type"u8, type);
            return;
        }

        writer.WriteStartArray("type"u8);
        writer.WriteStringValue(type);
        writer.WriteStringValue("null"u8);
        writer.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter writer, string name, GeminiField field, GeminiNatives natives)
    {
        writer.WriteStartObject(name);
        foreach ((string key, GeminiField schema) in field.Object().Properties())
        {
            writer.WritePropertyName(key);
            Write(writer, schema, natives);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, GeminiField field, GeminiNatives natives)
    {
        writer.WriteStartArray(name);
        foreach (GeminiField schema in field.Items())
        {
            Write(writer, schema, natives);
        }

        writer.WriteEndArray();
    }

    private static void WriteNullableEnum(Utf8JsonWriter writer, GeminiField field)
    {
        writer.WriteStartArray("enum"u8);
        foreach (GeminiField value in field.Items())
        {
            value.Value.WriteTo(writer);
        }

        writer.WriteNullValue();
        writer.WriteEndArray();
    }
}
