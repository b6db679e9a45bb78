using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// Reads errors: those of a response, whose kind is in a header, and those inside a stream, whose kind is their name
/// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors).
/// </summary>
internal static class BedrockError
{
    private const int Failed = 502;

    private static readonly string[] TooLong =
        ["input is too long", "too many input tokens", "input tokens exceed", "input token count exceeds", "too large for model", "input length and `max_tokens` exceed"];

    public static GatewayError FromUpstream(int status, string? kind, ReadOnlyMemory<byte> body)
    {
        JsonElement? json = JsonBody.TryParse(body);
        return Make(status, kind ?? json?.String("__type"), MessageOf(json)) with { UpstreamStatus = status };
    }

    /// <summary>The error in a body that came with the status 200; null when it holds none.</summary>
    public static GatewayException? InAnswer(JsonElement answer) =>
        MessageOf(answer) is { } message ? new GatewayException(Make(Failed, answer.String("__type"), message) with { UpstreamStatus = null }) : null;

    /// <summary>An error that came as an event; its kind stands for the status that it would have had.</summary>
    public static GatewayException InStream(string kind, ReadOnlyMemory<byte> data) =>
        new(Make(Failed, kind, MessageOf(JsonBody.TryParse(data)) ?? $"The provider broke off its stream with an error ({kind}).") with { UpstreamStatus = null });

    private static GatewayError Make(int status, string? kind, string? message)
    {
        string? code = Says(message, "model identifier") || Says(message, "access to the model") ? "model_not_found"
            : TooLong.Any(phrase => Says(message, phrase)) ? "context_length_exceeded"
            : Says(message, "content filtering policy") ? "content_filter"
            : null;
        int meant = Name(kind) switch
        {
            "throttlingexception" or "toomanyrequestsexception" or "modelnotreadyexception" or "servicequotaexceededexception" => 429,
            "accessdeniedexception" when code == "model_not_found" => 404,
            "accessdeniedexception" or "unrecognizedclientexception" or "expiredtokenexception" or "incompletesignatureexception" or "invalidsignatureexception"
                or "missingauthenticationtokenexception" or "signaturedoesnotmatch" => 403,
            "resourcenotfoundexception" => 404,
            "validationexception" => code == "model_not_found" ? 404 : 400,
            "modeltimeoutexception" => 408,
            "modelerrorexception" or "modelstreamerrorexception" or "internalserverexception" or "internalfailure" => Failed,
            "serviceunavailableexception" => 503,
            // Without a kind the status tells; 424 is the model's failure, not the request's.
            _ => status == 424 ? Failed : status is 400 or 403 && code == "model_not_found" ? 404 : status,
        };
        return UpstreamErrors.FromStatus(meant, message, code);
    }

    // ValidationException:http://internal.amazon.com/coral/… in the header, com.amazon.coral.service#ValidationException in a body.
    private static string? Name(string? kind) => kind?.Split(':')[0].Split('#')[^1].ToLowerInvariant();

    private static string? MessageOf(JsonElement? json) =>
        json?.String("message") ?? json?.String("Message") ?? json?.Object("error")?.String("message") ?? json?.String("detail") ?? json?.String("error");

    private static bool Says(string? message, string phrase) => message?.Contains(phrase, StringComparison.OrdinalIgnoreCase) == true;
}
