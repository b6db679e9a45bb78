using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Reads the error bodies of OpenAI-shaped providers, whose shapes are anything but one.</summary>
internal static class OpenAIError
{
    /// <summary>Providers that fail behind a 200 say at most in the body which status it would have been.</summary>
    private const int UnknownStatus = 502;

    // No provider says in plain text that it lacks the model: that is a server without the page.
    private const int NotFound = 404;

    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body)
    {
        OpenAIErrorDetails details = JsonBody.TryParse(body) is { } json
            ? OpenAIErrorDetails.Read(json) ?? new OpenAIErrorDetails()
            : new OpenAIErrorDetails { Message = status == NotFound ? null : PlainText(body) };
        return Make(status, details) with { UpstreamStatus = status };
    }

    /// <summary>The error in a body or event that came with a 200; null when it holds none.</summary>
    public static GatewayError? InAnswer(ReadOnlyMemory<byte> body) =>
        JsonBody.TryParse(body) is { } json && OpenAIErrorDetails.Read(json) is { } details ? Make(StatusOf(details), details) : null;

    /// <summary>The error of an event that is named <c>error</c>, whatever it holds.</summary>
    public static GatewayError InEvent(ReadOnlyMemory<byte> data) =>
        InAnswer(data) ?? Make(UnknownStatus, new OpenAIErrorDetails { Message = PlainText(data) ?? "The provider broke off its stream with an error." });

    private static GatewayError Make(int status, OpenAIErrorDetails details)
    {
        // A status in the place of the code (vLLM, OpenRouter) is no code.
        string? code = OpenAIErrorCodes.Canonical(details.Status is null ? details.Code : null, details.Type, details.Message);
        int meant = code switch
        {
            "insufficient_quota" => 429,
            "rate_limit_exceeded" => 429,
            "model_not_found" => 404,
            "invalid_api_key" => 401,
            "context_length_exceeded" or "content_policy_violation" => 400,
            _ => status,
        };
        return UpstreamErrors.FromStatus(meant, details.Message, code, details.Param) with { UpstreamStatus = details.Status };
    }

    private static int StatusOf(OpenAIErrorDetails details) => details.Status
        ?? (details.Type == "invalid_request_error" ? 400 : UnknownStatus);

    // A proxy's page is no message for a client; a short line of text is.
    private static string? PlainText(ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> text = body.Span.Trim(" \r\n\t"u8);
        return text.IsEmpty || text.Contains((byte)'<') || text.Contains((byte)'{') ? null : Encoding.UTF8.GetString(text);
    }
}
