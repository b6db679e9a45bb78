using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Usage;

/// <summary>What one call is billed by: its tokens, and the images and the request themselves where a model has prices for those.</summary>
/// <param name="PromptTokens">The whole prompt: what was read from and written to the cache is in it.</param>
/// <param name="CompletionTokens">The whole answer: reasoning is in it.</param>
/// <param name="CachedTokens">The part of the prompt that was read from the cache.</param>
/// <param name="CacheWriteTokens">The part of the prompt that was written to the cache.</param>
/// <param name="ReasoningTokens">The part of the answer that is reasoning.</param>
public readonly record struct TokenUsage(
    long PromptTokens,
    long CompletionTokens,
    long CachedTokens = 0,
    long CacheWriteTokens = 0,
    long ReasoningTokens = 0)
{
    /// <summary>The field of <c>prompt_tokens_details</c> that <see cref="CacheWriteOneHourTokens"/> is read from.</summary>
    public const string OneHourField = "cache_write_1h_tokens";

    /// <summary>The part of <see cref="CacheWriteTokens"/> that is kept for an hour, at a price of its own.</summary>
    public long CacheWriteOneHourTokens { get; init; }

    /// <summary>The images of the prompt, which some models charge for beside the tokens.</summary>
    public long Images { get; init; }

    /// <summary>How many requests the provider charges for: none where it refused.</summary>
    public long Requests { get; init; }

    public long TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>The usage of a canonical answer; what the provider did not say is zero.</summary>
    public static TokenUsage FromCanonical(ChatUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        PromptTokensDetails? prompt = usage.PromptTokensDetails;
        return new TokenUsage(
            usage.PromptTokens,
            usage.CompletionTokens,
            prompt?.CachedTokens ?? 0,
            prompt?.CacheWriteTokens ?? 0,
            usage.CompletionTokensDetails?.ReasoningTokens ?? 0)
        {
            CacheWriteOneHourTokens = OneHourTokens(prompt),
        };
    }

    private static long OneHourTokens(PromptTokensDetails? prompt) =>
        prompt?.Extra is { } extra
        && extra.TryGetValue(OneHourField, out JsonElement field)
        && field.ValueKind == JsonValueKind.Number
        && field.TryGetInt64(out long tokens)
            ? tokens
            : 0;
}
