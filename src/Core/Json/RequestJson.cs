using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Errors;

namespace LlmFunctions.Json;

/// <summary>Parses the body of a request that is an object, and says why when it cannot be.</summary>
public static class RequestJson
{
    /// <exception cref="GatewayException">The body is empty, is not JSON, or is not what the type says.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body is empty; it must be a JSON object.");
        }

        JsonErrors.RefuseBrokenText(body.Span);
        try
        {
            return JsonSerializer.Deserialize(body.Span, type)
                ?? throw new GatewayException(ErrorKind.InvalidRequest, "The request body must be a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, body.Span);
        }
    }
}
