using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Generate;

/// <summary>Reads errors, for which the dialect has no rule: the forms that web frameworks give them are understood.</summary>
internal static class GenerateError
{
    private const int Ok = 200;

    public static GatewayError FromUpstream(int status, ReadOnlyMemory<byte> body)
    {
        JsonElement? answer = JsonBody.TryParse(body);
        return UpstreamErrors.FromStatus(status, answer is { } error ? Message(error) : null, answer?.Object("error")?.String("code"));
    }

    public static void ThrowIfError(JsonElement answer)
    {
        if (answer.Property("error") is not null && GenerateResponse.Text(answer) is null)
        {
            throw new GatewayException(UpstreamErrors.FromStatus(
                Ok,
                Message(answer) ?? "The provider reported an error without a message."));
        }
    }

    private static string? Message(JsonElement answer) =>
        answer.String("error") ?? answer.Object("error")?.String("message") ?? answer.String("detail") ?? answer.String("message");
}
