using System.Buffers;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes <c>{"type":"error","error":{"type","message"},"request_id"}</c> (https://platform.claude.com/docs/en/api/errors).</summary>
internal static class AnthropicErrorWriter
{
    public static void Write(GatewayError error, string? requestId, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        WriteProperties(writer, error, requestId);
        writer.WriteEndObject();
    }

    public static void WriteProperties(Utf8JsonWriter writer, GatewayError error, string? requestId)
    {
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, TypeOf(error.Kind));
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
        if (requestId is not null)
        {
            writer.WriteString("request_id"u8, requestId);
        }
    }

    public static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => "invalid_request_error",
        ErrorKind.UnsupportedField => "invalid_request_error",
        ErrorKind.ContextLengthExceeded => "invalid_request_error",
        ErrorKind.ContentPolicy => "invalid_request_error",
        ErrorKind.IdempotencyKeyReused => "invalid_request_error",
        ErrorKind.Conflict => "invalid_request_error",
        ErrorKind.ClientClosed => "invalid_request_error",
        ErrorKind.InvalidApiKey => "authentication_error",
        ErrorKind.PermissionDenied => "permission_error",
        ErrorKind.NotFound => "not_found_error",
        ErrorKind.ModelNotFound => "not_found_error",
        ErrorKind.ModelRetired => "not_found_error",
        ErrorKind.RequestTooLarge => "request_too_large",
        ErrorKind.RateLimited => "rate_limit_error",
        ErrorKind.InsufficientQuota => "billing_error",
        ErrorKind.UpstreamTimeout => "timeout_error",
        ErrorKind.NoHealthyProvider => "overloaded_error",
        ErrorKind.UpstreamAuthentication => "api_error",
        ErrorKind.UpstreamError => "api_error",
        ErrorKind.UpstreamStreamCut => "api_error",
        ErrorKind.StorageUnavailable => "api_error",
        ErrorKind.Internal => "api_error",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
