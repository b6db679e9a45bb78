using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Reads errors: <c>{"message": "…"}</c> as a body of its own, or where a stream ends (https://docs.cohere.com/reference/errors).</summary>
internal static class CohereError
{
    private const int Ok = 200;
    private const int ClientClosed = 499;
    private const int Blocked = 498;

    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body)
    {
        string? message = JsonBody.TryParse(body) is { } answer ? Message(answer) : null;
        return status switch
        {
            // It was not our client that closed: Cohere gave up the call by itself.
            ClientClosed => UpstreamErrors.FromStatus(500, message) with { UpstreamStatus = status },
            Blocked => UpstreamErrors.FromStatus(400, message, "content_filter") with { UpstreamStatus = status },
            _ => UpstreamErrors.FromStatus(status, message, Code(status, message)),
        };
    }

    /// <summary>Refuses answers that ended in a failure: what there is of them is not the answer.</summary>
    public static void ThrowIfFailed(string? finishReason, string? message)
    {
        switch (finishReason)
        {
            case "ERROR":
                throw new GatewayException(UpstreamErrors.FromStatus(Ok, message ?? "The provider reported an error without a message."));
            case "TIMEOUT":
                throw new GatewayException(ErrorKind.UpstreamTimeout, message ?? "The provider gave up the answer, because it took too long.");
        }
    }

    /// <summary>An event or an answer that is an error instead.</summary>
    public static GatewayException Reported(JsonElement answer) =>
        new(UpstreamErrors.FromStatus(Ok, Message(answer) ?? "The provider reported an error without a message."));

    public static string? Message(JsonElement answer) =>
        answer.String("message") ?? answer.String("error") ?? answer.Object("error")?.String("message");

    private static string? Code(int status, string? message)
    {
        // Cohere says the same of an answer's limit that is too high; that one is the client's to lower.
        if (status == 400 && message?.StartsWith("too many tokens", StringComparison.OrdinalIgnoreCase) is true && !Says(message, "max tokens must be"))
        {
            return "context_length_exceeded";
        }

        return status == 429 && Says(message, "/ month") ? "insufficient_quota" : null;
    }

    private static bool Says(string? message, string phrase) => message?.Contains(phrase, StringComparison.OrdinalIgnoreCase) is true;
}
