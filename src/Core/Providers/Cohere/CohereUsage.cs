using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

internal static class CohereUsage
{
    /// <summary>
    /// Reads the counts. <c>billed_units</c> are what is paid for, so they are the canonical ones; <c>tokens</c> also has
    /// what Cohere puts around the prompt by itself. The rest stays beside them as it came.
    /// </summary>
    public static ChatUsage? FromUpstream(JsonElement? usage)
    {
        if (usage is not { } counts || (counts.Object("billed_units") ?? counts.Object("tokens")) is not { } billed)
        {
            return null;
        }

        long? input = billed.Int64("input_tokens");
        long? output = billed.Int64("output_tokens");
        if (input is null && output is null)
        {
            return null;
        }

        long prompt = input ?? 0;
        long completion = output ?? 0;
        return new ChatUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = prompt + completion,

            // Counted of all tokens, so there may be more of them than were billed.
            PromptTokensDetails = counts.Int64("cached_tokens") is { } cached ? new PromptTokensDetails { CachedTokens = Math.Min(cached, prompt) } : null,
            Extra = counts.EnumerateObject().DistinctBy(static property => property.Name).ToDictionary(static property => property.Name, static property => property.Value),
        };
    }
}
