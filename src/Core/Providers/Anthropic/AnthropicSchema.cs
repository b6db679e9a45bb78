using System.Text;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// Brings a JSON schema to the subset that Anthropic compiles into a grammar
/// (https://platform.claude.com/docs/en/build-with-claude/structured-outputs). As its own SDKs do, constraints outside of
/// it move into the description, where the model reads them; their names are listed as dropped, because nothing enforces
/// them. Closing an object is not a loss: what it allows, the original schema allows too.
/// </summary>
internal static class AnthropicSchema
{
    private static readonly string[] Constraints =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems",
        "uniqueItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties",
    ];

    private static readonly string[] Formats =
        ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

    public static void Write(Utf8JsonWriter writer, JsonElement schema, string field, ICollection<string> dropped, string? description = null)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(writer);
            return;
        }

        StringBuilder notes = new();
        bool isClosable = schema.Object("properties") is not null && IsOpen(schema);
        writer.WriteStartObject();
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (IsConstraint(property))
            {
                notes.Append(notes.Length == 0 ? "" : ", ").Append(property.Name).Append(": ").Append(property.Value.GetRawText());
                dropped.Add($"{field}.{property.Name}");
            }
            else if (!IsReplaced(property, isClosable))
            {
                WriteProperty(writer, property, field, dropped);
            }
        }

        if (isClosable)
        {
            writer.WriteBoolean("additionalProperties"u8, false);
        }

        WriteDescription(writer, schema.String("description") ?? description, notes);
        writer.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter writer, JsonProperty property, string field, ICollection<string> dropped)
    {
        switch (property.Name, property.Value.ValueKind)
        {
            case ("properties" or "$defs" or "definitions", JsonValueKind.Object):
                writer.WriteStartObject(property.Name);
                foreach (JsonProperty child in property.Value.EnumerateObject())
                {
                    writer.WritePropertyName(child.Name);
                    Write(writer, child.Value, field, dropped);
                }

                writer.WriteEndObject();
                break;
            case ("anyOf" or "allOf" or "oneOf", JsonValueKind.Array):
                if (property.NameEquals("oneOf"u8))
                {
                    dropped.Add($"{field}.oneOf");
                }

                writer.WriteStartArray(property.NameEquals("oneOf"u8) ? "anyOf" : property.Name);
                foreach (JsonElement child in property.Value.EnumerateArray())
                {
                    Write(writer, child, field, dropped);
                }

                writer.WriteEndArray();
                break;
            case ("items", JsonValueKind.Object):
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, field, dropped);
                break;
            default:
                property.WriteTo(writer);
                break;
        }
    }

    private static void WriteDescription(Utf8JsonWriter writer, string? description, StringBuilder notes)
    {
        string text = notes.Length == 0 ? description ?? ""
            : description is null ? $"{{{notes}}}"
            : $"{description}\n\n{{{notes}}}";
        if (text.Length > 0)
        {
            writer.WriteString("description"u8, text);
        }
    }

    private static bool IsConstraint(JsonProperty property) => property.Name switch
    {
        "minItems" => !(property.Value.TryGetInt(out int count) && count is 0 or 1),
        "format" => property.Value.ValueKind == JsonValueKind.String && !Formats.Contains(property.Value.GetString()),
        _ => Constraints.Contains(property.Name),
    };

    // $schema names the language and constrains nothing.
    private static bool IsReplaced(JsonProperty property, bool isClosable) =>
        property.Name is "$schema" or "description" || (isClosable && property.Name == "additionalProperties");

    private static bool TryGetInt(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }

    private static bool IsOpen(JsonElement schema) =>
        !schema.TryGetProperty("additionalProperties"u8, out JsonElement additional) || additional.ValueKind == JsonValueKind.True;
}
