using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>The field <c>keep_alive</c>: seconds, or a duration such as <c>5m</c>.</summary>
internal static class OllamaKeepAlive
{
    public const string Field = "keep_alive";

    public static void Check(OllamaObject body)
    {
        if (body.Value(Field) is { ValueKind: not (JsonValueKind.Number or JsonValueKind.String) } value)
        {
            throw OllamaRefusals.WrongType(Field, "a number of seconds or a duration such as \"5m\"", value);
        }
    }

    public static bool IsZero(ChatRequest request) =>
        request.Extra?.TryGetValue(Field, out JsonElement value) is true
        && (value.ValueKind == JsonValueKind.Number
            ? value.TryGetDouble(out double seconds) && seconds == 0
            : value.GetString() is { Length: > 0 } text && text[0] == '0' && !text.AsSpan().ContainsAnyInRange('1', '9'));
}
