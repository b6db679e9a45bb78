using System.Buffers;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Writes <c>{"error":{"message","type","code","param"}}</c>.</summary>
internal static class OpenAIErrorWriter
{
    public static void Write(GatewayError error, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        WriteError(error, writer);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the error as a chunk, as OpenRouter does (https://openrouter.ai/docs/api-reference/errors). OpenAI's .NET library
    /// overlooks <c>error</c> in a stream and would take what it has got for the whole answer; on the finish reason it throws.
    /// </summary>
    public static void WriteChunk(GatewayError error, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        WriteError(error, writer);
        writer.WriteString("object"u8, "chat.completion.chunk"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("delta"u8);
        writer.WriteEndObject();
        writer.WriteString("finish_reason"u8, "error"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteError(GatewayError error, Utf8JsonWriter writer)
    {
        (_, string type, string code) = ErrorKinds.Describe(error.Kind);
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, type);
        writer.WriteString("code"u8, error.Code ?? code);
        writer.WriteString("param"u8, error.Param);
        if (error.Details.Count > 0)
        {
            writer.WriteStartArray("details"u8);
            foreach (string detail in error.Details)
            {
                writer.WriteStringValue(detail);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
