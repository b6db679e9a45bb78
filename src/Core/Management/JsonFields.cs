using System.Buffers;
using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>JSON objects whose fields are named as settings are: without regard to case.</summary>
internal static class JsonFields
{
    public static JsonElement? Find(JsonElement value, string field)
    {
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Name.Equals(field, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    /// <summary>The same object with some fields left out and one put in.</summary>
    public static JsonElement With(JsonElement value, string[] without, string? field, string? text) => Make(writer =>
    {
        writer.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!without.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                property.WriteTo(writer);
            }
        }

        if (field is not null)
        {
            writer.WriteString(field, text);
        }

        writer.WriteEndObject();
    });

    public static JsonElement Make(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            write(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
