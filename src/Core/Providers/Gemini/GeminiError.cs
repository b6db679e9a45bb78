using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Reads Google's error envelope: <c>{"error":{"code","message","status","details"}}</c>, at times in an array.</summary>
internal static class GeminiError
{
    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body) =>
        JsonBody.TryParse(body) is { } json && Envelope(json) is { } error
            ? FromEnvelope(status, error)
            : UpstreamErrors.FromStatus(status, null);

    /// <summary>Throws when what came with status 200 is an error, or an answer that the prompt was refused.</summary>
    public static void ThrowIfError(JsonElement body)
    {
        if (Envelope(body) is { } error)
        {
            throw new GatewayException(FromEnvelope((int)(error.Int64("code") ?? StatusOf(error.String("status"))), error));
        }

        if (body.Object("promptFeedback") is { } feedback && feedback.String("blockReason") is { } reason && !body.Items("candidates").Any())
        {
            string? explanation = feedback.String("blockReasonMessage");
            throw new GatewayException(
                ErrorKind.ContentPolicy,
                $"The provider refused the prompt: {reason}.{(explanation is null ? "" : " " + explanation)}");
        }
    }

    private static JsonElement? Envelope(JsonElement body) =>
        body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().Select(Envelope).FirstOrDefault(static error => error is not null) : body.Object("error");

    private static GatewayError FromEnvelope(int status, JsonElement error)
    {
        string? code = error.String("status");
        JsonElement[] details = [.. error.Items("details")];
        // Google answers 400 to a bad key, and to a project that may not call at all: neither is the client's fault.
        int telling = details.Any(static detail => detail.String("reason") is "API_KEY_INVALID" or "API_KEY_EXPIRED") ? 401
            : status == 400 && code == "FAILED_PRECONDITION" ? 500
            : status;
        return UpstreamErrors.FromStatus(telling, error.String("message"), code) with
        {
            UpstreamStatus = status,
            RetryAfter = details.Select(static detail => Seconds(detail.String("retryDelay"))).FirstOrDefault(static delay => delay is not null),
        };
    }

    /// <summary>Reads a protobuf duration in JSON: seconds with up to nine decimals and an <c>s</c>.</summary>
    private static TimeSpan? Seconds(string? duration) =>
        duration is [.. var number, 's']
        && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)
        && seconds <= int.MaxValue
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    // https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
    private static int StatusOf(string? code) => code switch
    {
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => 400,
        "UNAUTHENTICATED" => 401,
        "PERMISSION_DENIED" => 403,
        "NOT_FOUND" => 404,
        "RESOURCE_EXHAUSTED" => 429,
        "UNAVAILABLE" => 503,
        "DEADLINE_EXCEEDED" => 504,
        _ => 500,
    };
}
