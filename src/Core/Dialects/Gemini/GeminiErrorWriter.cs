using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes Google's <c>{"error":{"code","message","status","details"}}</c>; the code is the HTTP status, as a number.</summary>
internal static class GeminiErrorWriter
{
    private const string Domain = "llm-functions";

    public static void Write(GatewayError error, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        Write(writer, error);
    }

    private static void Write(Utf8JsonWriter writer, GatewayError error)
    {
        (int status, _, string code) = ErrorKinds.Describe(error.Kind);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, status);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("status"u8, StatusOf(status));
        writer.WriteStartArray("details"u8);
        WriteDetail(writer, "ErrorInfo", () =>
        {
            // As Google names it: libraries look for this very word.
            writer.WriteString("reason"u8, error.Kind == ErrorKind.InvalidApiKey ? "API_KEY_INVALID" : (error.Code ?? code).ToUpperInvariant());
            writer.WriteString("domain"u8, Domain);
        });
        if (error.Param is { } param)
        {
            WriteDetail(writer, "BadRequest", () =>
            {
                writer.WriteStartArray("fieldViolations"u8);
                writer.WriteStartObject();
                writer.WriteString("field"u8, GeminiFieldNames.Of(param));
                writer.WriteString("description"u8, error.Message);
                writer.WriteEndObject();
                writer.WriteEndArray();
            });
        }

        if (error.RetryAfter is { } delay)
        {
            WriteDetail(writer, "RetryInfo", () => writer.WriteString("retryDelay"u8, delay.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s"));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
    private static void WriteDetail(Utf8JsonWriter writer, string type, Action write)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc." + type);
        write();
        writer.WriteEndObject();
    }

    // https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
    private static string StatusOf(int status) => status switch
    {
        400 or 413 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 or 410 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        502 or 503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };
}
