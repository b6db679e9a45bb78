using System.Text.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>
/// The text of the thinking has two names: <c>reasoning_content</c> (DeepSeek and most others) and <c>reasoning</c>
/// (OpenRouter, Groq, newer vLLM). Clients see the first.
/// </summary>
internal static class OpenAIReasoning
{
    private const string OtherName = "reasoning";

    public static string? Take(string? reasoningContent, IDictionary<string, JsonElement>? extra)
    {
        if (extra is null || !extra.TryGetValue(OtherName, out JsonElement other) || other.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return reasoningContent;
        }

        extra.Remove(OtherName);
        return reasoningContent ?? other.GetString();
    }
}
