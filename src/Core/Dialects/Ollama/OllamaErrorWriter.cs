using System.Buffers;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Writes <c>{"error":"…"}</c>.</summary>
internal static class OllamaErrorWriter
{
    public static void Write(GatewayError error, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("error"u8, error.Message);
        writer.WriteEndObject();
    }
}
