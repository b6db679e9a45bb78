using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Catalog;
using LlmFunctions.Json;
using LlmFunctions.Routing;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>
/// Writes models as Ollama describes them. They are other people's: of their files nothing is known, and what Ollama says
/// of files is left empty, not made up.
/// </summary>
public static class OllamaModelWriter
{
    // Ollama's own word for "not known" in a field that must be a time.
    private static readonly DateTime NoTime = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    /// <summary>Writes the answer of <c>GET /api/tags</c>.</summary>
    public static void WriteList(IEnumerable<ListedModel> models, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("models"u8);
        foreach (ListedModel model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, model.Id);
            writer.WriteString("model"u8, model.Id);
            writer.WriteString("modified_at"u8, NoTime);
            writer.WriteNumber("size"u8, 0);

            // Ollama's command line cuts this to twelve characters and fails where there are fewer.
            writer.WriteString("digest"u8, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Provider}/{model.Id}"))));
            WriteDetails(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the answer of <c>POST /api/show</c>.</summary>
    public static void Write(ListedModel model, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("modelfile"u8, "");
        writer.WriteString("parameters"u8, "");
        writer.WriteString("template"u8, "");
        WriteDetails(writer);

        // Clients look for the context's length under the name of the architecture, whatever that is.
        writer.WriteStartObject("model_info"u8);
        writer.WriteString("general.architecture"u8, model.Provider);
        writer.WriteString("general.basename"u8, model.Id);
        if (model.Info?.ContextWindow is { } window)
        {
            writer.WriteNumber($"{model.Provider}.context_length", window);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("capabilities"u8);
        foreach (string capability in Capabilities(model.Info?.Capabilities ?? ModelCapabilities.Chat))
        {
            writer.WriteStringValue(capability);
        }

        writer.WriteEndArray();
        writer.WriteString("modified_at"u8, NoTime);
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("details"u8);
        writer.WriteString("parent_model"u8, "");
        writer.WriteString("format"u8, "");
        writer.WriteString("family"u8, "");
        writer.WriteStartArray("families"u8);
        writer.WriteEndArray();
        writer.WriteString("parameter_size"u8, "");
        writer.WriteString("quantization_level"u8, "");
        writer.WriteEndObject();
    }

    private static IEnumerable<string> Capabilities(ModelCapabilities known)
    {
        (ModelCapabilities Capability, string Name)[] names =
        [
            (ModelCapabilities.Chat, "completion"),
            (ModelCapabilities.Tools, "tools"),
            (ModelCapabilities.Vision, "vision"),
            (ModelCapabilities.Reasoning, "thinking"),
            (ModelCapabilities.Embeddings, "embedding"),
        ];
        return names.Where(name => known.HasFlag(name.Capability)).Select(static name => name.Name);
    }
}
