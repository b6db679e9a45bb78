using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Says the names of fields as an Ollama client wrote them.</summary>
internal static class OllamaFieldNames
{
    /// <summary>The names of what was left out of a request.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> canonical, ChatRequest request) =>
        [.. canonical.SelectMany(name => Of(name, request)).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(string name, ChatRequest request) => name switch
    {
        "options" => request.Extra?.TryGetValue(name, out JsonElement options) is true
            ? options.EnumerateObject().Select(static option => $"options.{option.Name}")
            : [name],
        "thinking" or "reasoning_effort" => ["think"],
        "max_tokens" or "max_completion_tokens" => ["options.num_predict"],
        _ when OllamaOptionsReader.IsOption(name) => [$"options.{name}"],
        _ => [name],
    };
}
