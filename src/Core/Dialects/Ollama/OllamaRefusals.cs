using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>What is wrong with a request, by the field; Ollama's envelope has only the message, so the field is in it.</summary>
internal static class OllamaRefusals
{
    public static GatewayException Missing(string param, string? hint = null) =>
        new(ErrorKind.InvalidRequest, $"Missing required field '{param}'{(hint is null ? "" : $": {hint}")}.", param);

    public static GatewayException Invalid(string param, string why) => new(ErrorKind.InvalidRequest, $"'{param}' {why}.", param);

    public static GatewayException WrongType(string param, string expected, JsonElement found) =>
        Invalid(param, $"must be {expected}, not {Kind(found)}");

    public static GatewayException Unsupported(string param, string why) => new(ErrorKind.UnsupportedField, $"'{param}' is not supported: {why}.", param);

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.GetRawText() is { Length: <= 32 } number ? number : "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => "an object",
    };
}
