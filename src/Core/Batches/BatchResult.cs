using System.Buffers;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Batches;

/// <summary>Writes lines of output and error files.</summary>
internal static class BatchResult
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    /// <summary>The line of a request that was answered, well or not.</summary>
    public static ReadOnlyMemory<byte> Answered(string requestId, string customId, int status, ReadOnlyMemory<byte> body) => JsonBody.Write(writer =>
    {
        Begin(writer, requestId, customId);
        writer.WriteStartObject("response"u8);
        writer.WriteNumber("status_code"u8, status);
        writer.WriteString("request_id"u8, requestId);
        writer.WritePropertyName("body"u8);

        // What a provider sent is passed on byte for byte, but for its line breaks, which JSON has between values only.
        writer.WriteRawValue(OnOneLine(body).Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.WriteNull("error"u8);
        writer.WriteEndObject();
    });

    /// <summary>The line of a request that was never made.</summary>
    public static ReadOnlyMemory<byte> NotMade(string requestId, string customId, string code, string message) => JsonBody.Write(writer =>
    {
        Begin(writer, requestId, customId);
        writer.WriteNull("response"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>The line of a request that failed.</summary>
    public static ReadOnlyMemory<byte> Failed(Batch batch, string requestId, string customId, GatewayError error)
    {
        ArrayBufferWriter<byte> body = new();
        BatchCalls.DialectOf(batch, requestId).WriteError(error, body);
        return Answered(requestId, customId, ErrorKinds.Describe(error.Kind).Status, body.WrittenMemory);
    }

    private static void Begin(Utf8JsonWriter writer, string requestId, string customId)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, requestId);
        writer.WriteString("custom_id"u8, customId);
    }

    private static ReadOnlyMemory<byte> OnOneLine(ReadOnlyMemory<byte> json)
    {
        if (!json.Span.ContainsAny(LineBreaks))
        {
            return json;
        }

        byte[] copy = json.ToArray();
        for (int i = copy.AsSpan().IndexOfAny(LineBreaks); i >= 0 && i < copy.Length; i++)
        {
            copy[i] = copy[i] is (byte)'\r' or (byte)'\n' ? (byte)' ' : copy[i];
        }

        return copy;
    }
}
