using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>
/// The text of the thinking has two names: <c>reasoning_content</c> (DeepSeek and most others) and <c>reasoning</c>
/// (OpenRouter, Groq, newer vLLM). Clients see the first.
/// </summary>
internal static class OpenAIReasoning
{
    private const string OtherName = "reasoning";

    /// <summary>Takes the text out of the overflow bag when it is there under the other name.</summary>
    public static bool TryTake(IDictionary<string, JsonElement>? extra, [NotNullWhen(true)] out string? reasoning)
    {
        reasoning = null;
        if (extra is null || !extra.TryGetValue(OtherName, out JsonElement other) || other.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return false;
        }

        extra.Remove(OtherName);
        reasoning = other.GetString();
        return reasoning is not null;
    }
}
