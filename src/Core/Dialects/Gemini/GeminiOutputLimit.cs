using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Lets a body ask for no more than so many tokens of an answer. Google takes names in camel case and in snake case.</summary>
internal static class GeminiOutputLimit
{
    public static ReadOnlyMemory<byte> Set(ReadOnlyMemory<byte> body, int most)
    {
        JsonElement root = JsonElement.Parse(body.Span);
        string name = NameIn(root, "generationConfig", "generation_config");
        bool isThere = root.TryGetProperty(name, out JsonElement config) && config.ValueKind == JsonValueKind.Object;
        JsonEdit limit = JsonEdit.Set(isThere ? NameIn(config, "maxOutputTokens", "max_output_tokens") : "maxOutputTokens", most);
        return JsonBodyRewriter.Rewrite(body, [isThere
            ? JsonEdit.Change(name, value => JsonBodyRewriter.Rewrite(value, [limit]))
            : JsonEdit.Set(name, JsonBodyRewriter.Rewrite("{}"u8.ToArray(), [limit]))]);
    }

    private static string NameIn(JsonElement owner, string usual, string other) => owner.TryGetProperty(other, out _) ? other : usual;
}
