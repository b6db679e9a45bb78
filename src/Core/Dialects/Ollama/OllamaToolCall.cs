using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>A call whose arguments have been found to be an object, the only form that Ollama's clients take.</summary>
internal sealed record OllamaToolCall(ToolCall Call, JsonElement Arguments)
{
    private static readonly JsonElement None = JsonElement.Parse("{}"u8);

    /// <exception cref="GatewayException">The arguments are not a JSON object, such as those of an answer that was cut off.</exception>
    public static IReadOnlyList<OllamaToolCall>? Of(IReadOnlyList<ToolCall>? calls) =>
        calls is { Count: > 0 } ? [.. calls.Select(static call => Of(call, call.Function?.Arguments))] : null;

    public static OllamaToolCall Of(ToolCall call, string? arguments)
    {
        JsonElement? value = string.IsNullOrWhiteSpace(arguments) ? None : JsonBody.TryParse(Encoding.UTF8.GetBytes(arguments));
        return value is { ValueKind: JsonValueKind.Object } known
            ? new OllamaToolCall(call, known)
            : throw UpstreamErrors.Malformed($"a call of the tool '{call.Function?.Name}' whose arguments are not a JSON object");
    }
}
