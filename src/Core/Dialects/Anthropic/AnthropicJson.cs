using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>What the readers and writers of this dialect share.</summary>
internal static class AnthropicJson
{
    public static JsonElement Element(Action<Utf8JsonWriter> write) => JsonElement.Parse(JsonBody.Write(write).Span);

    public static void WriteProperties(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, JsonElement>>? properties)
    {
        foreach ((string name, JsonElement value) in properties ?? [])
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
