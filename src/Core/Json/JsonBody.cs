using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmFunctions.Json;

/// <summary>Writes and parses JSON bodies with the options that all of them share.</summary>
internal static class JsonBody
{
    /// <summary>Bodies are never embedded in HTML, so nothing but what JSON asks for is escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>
    /// Parses a body into an element that lives on its own and whose strings can all be read, or null when it is not JSON.
    /// </summary>
    public static JsonElement? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(JsonText.MakeReadable(body).Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
