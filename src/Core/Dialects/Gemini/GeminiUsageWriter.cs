using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes <c>usageMetadata</c>, whose count of candidates is without thoughts and whose count of the prompt is with the cache.</summary>
internal static class GeminiUsageWriter
{
    public static void Write(Utf8JsonWriter writer, ChatUsage? usage)
    {
        if (usage is null)
        {
            return;
        }

        long? thoughts = usage.CompletionTokensDetails?.ReasoningTokens;
        writer.WriteStartObject("usageMetadata"u8);
        writer.WriteNumber("promptTokenCount"u8, usage.PromptTokens);
        writer.WriteNumber("candidatesTokenCount"u8, Math.Max(0, usage.CompletionTokens - (thoughts ?? 0)));
        writer.WriteNumber("totalTokenCount"u8, usage.TotalTokens > 0 ? usage.TotalTokens : usage.PromptTokens + usage.CompletionTokens);
        if (usage.PromptTokensDetails?.CachedTokens is { } cached)
        {
            writer.WriteNumber("cachedContentTokenCount"u8, cached);
        }

        if (thoughts is { } count)
        {
            writer.WriteNumber("thoughtsTokenCount"u8, count);
        }

        writer.WriteEndObject();
    }
}
