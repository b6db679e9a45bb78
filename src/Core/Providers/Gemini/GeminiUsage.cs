using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Reads <c>usageMetadata</c>. Its prompt count includes the cache but not what tools put into the prompt; its candidate count has no thoughts.</summary>
internal static class GeminiUsage
{
    public static ChatUsage? Read(JsonElement? metadata)
    {
        if (metadata is not { } usage
            || (usage.Int64("promptTokenCount") ?? usage.Int64("totalTokenCount") ?? usage.Int64("candidatesTokenCount")) is null)
        {
            return null;
        }

        long? thoughts = usage.Int64("thoughtsTokenCount");
        long? cached = usage.Int64("cachedContentTokenCount");
        long prompt = (usage.Int64("promptTokenCount") ?? 0) + (usage.Int64("toolUsePromptTokenCount") ?? 0);
        long completion = (usage.Int64("candidatesTokenCount") ?? 0) + (thoughts ?? 0);
        return new ChatUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = usage.Int64("totalTokenCount") ?? prompt + completion,
            PromptTokensDetails = cached is null ? null : new PromptTokensDetails { CachedTokens = cached },
            CompletionTokensDetails = thoughts is null ? null : new CompletionTokensDetails { ReasoningTokens = thoughts },
        };
    }
}
