using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Reads errors, those of a response and those inside a stream (https://platform.claude.com/docs/en/api/errors).</summary>
internal static class AnthropicError
{
    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body) => FromEnvelope(status, JsonBody.TryParse(body));

    /// <summary>Reads an error that came with the status 200; its type stands for the status that it would have had.</summary>
    public static GatewayException InStream(JsonElement envelope)
    {
        int status = envelope.Object("error")?.String("type") switch
        {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "billing_error" => 402,
            "permission_error" => 403,
            "not_found_error" => 404,
            "request_too_large" => 413,
            "rate_limit_error" => 429,
            "timeout_error" => 504,
            "overloaded_error" => 529,
            _ => 500,
        };
        return new GatewayException(FromEnvelope(status, envelope));
    }

    private static GatewayError FromEnvelope(int status, JsonElement? envelope)
    {
        string? message = envelope?.Object("error")?.String("message");
        string? type = envelope?.Object("error")?.String("type");
        if (type == "billing_error" || Says(message, "credit balance is too low"))
        {
            // Sent with the status 400 too, but the client cannot do anything about it.
            return UpstreamErrors.FromStatus(402, message) with { UpstreamStatus = status };
        }

        string? code = Says(message, "exceed context limit") ? "context_length_exceeded"
            : Says(message, "content filtering policy") ? "content_filter"
            : null;
        return UpstreamErrors.FromStatus(status, message, code);
    }

    private static bool Says(string? message, string phrase) => message?.Contains(phrase, StringComparison.OrdinalIgnoreCase) == true;
}
