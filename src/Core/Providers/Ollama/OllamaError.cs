using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Reads <c>{"error": "…"}</c>, which comes as a body of its own or as a line of a stream that began well.</summary>
internal static class OllamaError
{
    private const int Ok = 200;

    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body) =>
        UpstreamErrors.FromStatus(status, JsonBody.TryParse(body) is { } answer ? Message(answer) : null);

    public static void ThrowIfError(JsonElement answer)
    {
        if (answer.Property("error") is not null)
        {
            throw new GatewayException(UpstreamErrors.FromStatus(
                Ok,
                Message(answer) ?? "The provider reported an error without a message."));
        }
    }

    // Gateways in front of Ollama answer with OpenAI's object instead of the plain text.
    private static string? Message(JsonElement answer) => answer.String("error") ?? answer.Object("error")?.String("message");
}
