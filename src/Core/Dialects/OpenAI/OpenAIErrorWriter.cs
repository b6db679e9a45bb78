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
        (_, string type, string code) = ErrorKinds.Describe(error.Kind);
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, type);
        writer.WriteString("code"u8, error.Code ?? code);
        writer.WriteString("param"u8, error.Param);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
