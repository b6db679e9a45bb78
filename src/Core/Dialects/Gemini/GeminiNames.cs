using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Google's JSON takes field names in camel case and in snake case; here they become the first.</summary>
internal static class GeminiNames
{
    // What is below these is the app's own: arguments, results and schemas. The gateway's extensions keep their names.
    private static readonly HashSet<string> Opaque =
        ["args", "response", "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "labels", "partMetadata", GeminiExtensions.Steering];

    /// <exception cref="GatewayException">A field is given under both of its names.</exception>
    public static JsonElement ToCamelCase(JsonElement value) =>
        HasSnakeCase(value) ? JsonElement.Parse(JsonBody.Write(writer => Write(writer, value, "")).Span) : value;

    public static string ToCamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal) || GeminiExtensions.KeepsName(name))
        {
            return name;
        }

        string[] words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? name : words[0] + string.Concat(words.Skip(1).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static bool HasSnakeCase(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(HasSnakeCase),
        JsonValueKind.Object => value.EnumerateObject().Any(static property =>
            ToCamelCase(property.Name) != property.Name || (!Opaque.Contains(property.Name) && HasSnakeCase(property.Value))),
        _ => false,
    };

    private static void Write(Utf8JsonWriter writer, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, path);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item, $"{path}[{index++}]");
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, string path)
    {
        HashSet<string> names = [];
        writer.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = ToCamelCase(property.Name);
            string here = path.Length == 0 ? name : $"{path}.{name}";
            if (!names.Add(name))
            {
                throw new GatewayException(ErrorKind.InvalidRequest, $"'{here}' is given more than once.", here);
            }

            writer.WritePropertyName(name);
            if (Opaque.Contains(name))
            {
                property.Value.WriteTo(writer);
            }
            else
            {
                Write(writer, property.Value, here);
            }
        }

        writer.WriteEndObject();
    }
}
