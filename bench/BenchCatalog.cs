using System.Text.Json;
using LlmFunctions.Catalog;

namespace LlmFunctions.Bench;

/// <summary>Writes models as the file of a provider that the catalog does not have.</summary>
internal static class BenchCatalog
{
    public static byte[] Write(string provider, IEnumerable<ModelInfo> models)
    {
        using MemoryStream file = new();
        using (Utf8JsonWriter writer = new(file))
        {
            writer.WriteStartObject();
            writer.WriteString("provider", provider);
            writer.WriteString("as_of", "2026-01-01");
            writer.WriteString("source", "a benchmark");
            writer.WriteString("currency", "USD");
            writer.WriteString("unit", "per million tokens");
            writer.WriteStartArray("models");
            foreach (ModelInfo model in models)
            {
                Write(writer, model);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return file.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ModelInfo model)
    {
        writer.WriteStartObject();
        writer.WriteString("id", model.Id);
        writer.WriteNumber("context_window", model.ContextWindow!.Value);
        writer.WriteStartArray("capabilities");
        foreach (string name in CapabilityNames.Of(model.Capabilities!.Value))
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("prices");
        writer.WriteStartObject();
        writer.WriteNumber("input", model.Prices[0].Input);
        writer.WriteNumber("output", model.Prices[0].Output);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
