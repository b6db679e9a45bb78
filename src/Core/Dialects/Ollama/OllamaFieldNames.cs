using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Says the names of fields as an Ollama client wrote them.</summary>
internal static class OllamaFieldNames
{
    /// <summary>The names of what was left out of a request.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> canonical, ChatRequest request) =>
        Of(canonical, request.Extra);

    /// <summary>The names of what was left out of a request that has these fields of Ollama's own.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> canonical, IDictionary<string, JsonElement>? extra) =>
        [.. canonical.SelectMany(name => Of(name, extra)).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(string name, IDictionary<string, JsonElement>? extra) => name switch
    {
        "options" => extra?.TryGetValue(name, out JsonElement options) is true
            ? options.EnumerateObject().Select(static option => $"options.{option.Name}")
            : [name],
        "thinking" or "reasoning_effort" => ["think"],
        "max_tokens" or "max_completion_tokens" => ["options.num_predict"],
        _ when OllamaOptionsReader.IsOption(name) => [$"options.{name}"],
        _ => [name],
    };
}
