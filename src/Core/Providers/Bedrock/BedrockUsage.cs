using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Usage;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Reads token counts; Bedrock counts what is read from and written to the cache beside the input.</summary>
internal static class BedrockUsage
{
    public static ChatUsage? FromUpstream(JsonElement? usage)
    {
        if (usage is not { } counts || (counts.Int64("inputTokens") is null && counts.Int64("outputTokens") is null))
        {
            return null;
        }

        long? read = counts.Int64("cacheReadInputTokens");
        long? written = counts.Int64("cacheWriteInputTokens");
        long prompt = (counts.Int64("inputTokens") ?? 0) + (read ?? 0) + (written ?? 0);
        long completion = counts.Int64("outputTokens") ?? 0;
        return new ChatUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = prompt + completion,
            PromptTokensDetails = read is null && written is null ? null : new PromptTokensDetails
            {
                CachedTokens = read,
                CacheWriteTokens = written,
                Extra = ForAnHour(counts),
            },
        };
    }

    // Writes that last an hour have a price of their own.
    private static Dictionary<string, JsonElement>? ForAnHour(JsonElement counts)
    {
        long tokens = counts.Items("cacheDetails").Where(static detail => detail.String("ttl") == "1h").Sum(static detail => detail.Int64("inputTokens") ?? 0);
        return tokens > 0 ? new Dictionary<string, JsonElement> { [TokenUsage.OneHourField] = JsonSerializer.SerializeToElement(tokens, ChatJson.Lenient.Int64) } : null;
    }
}
