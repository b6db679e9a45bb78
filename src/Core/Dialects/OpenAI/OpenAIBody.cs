using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Parses a request's body, and says why when it cannot be.</summary>
internal static class OpenAIBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;

    public static T Parse<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body is empty; it must be a JSON object.");
        }

        JsonErrors.RefuseBrokenText(json.Span);
        try
        {
            return JsonSerializer.Deserialize(json.Span, type)
                ?? throw new GatewayException(ErrorKind.InvalidRequest, "The request body must be a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, json.Span);
        }
    }
}
