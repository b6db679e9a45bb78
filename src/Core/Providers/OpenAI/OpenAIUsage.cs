using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Brings the ways in which OpenAI-shaped providers count tokens to OpenAI's.</summary>
internal static class OpenAIUsage
{
    /// <param name="usage">What the provider said.</param>
    /// <param name="altered">Whether a count that it gave is another one now.</param>
    public static ChatUsage? Normalize(ChatUsage? usage, out bool altered)
    {
        altered = false;
        if (usage is null)
        {
            return null;
        }

        // DeepSeek and SiliconFlow say prompt_cache_hit_tokens, Moonshot and Together cached_tokens.
        if (usage.PromptTokensDetails?.CachedTokens is null
            && (Number(usage.Extra, "prompt_cache_hit_tokens") ?? Number(usage.Extra, "cached_tokens")) is { } cached)
        {
            usage.PromptTokensDetails = (usage.PromptTokensDetails ?? new PromptTokensDetails()) with { CachedTokens = cached };
        }

        // xAI counts reasoning beside the completion; only the total tells.
        if (usage.CompletionTokensDetails?.ReasoningTokens is > 0 and { } reasoning
            && usage.TotalTokens == usage.PromptTokens + usage.CompletionTokens + reasoning)
        {
            usage.CompletionTokens += reasoning;
            altered = true;
        }

        if (usage.TotalTokens == 0)
        {
            usage.TotalTokens = usage.PromptTokens + usage.CompletionTokens;
        }

        return usage;
    }

    /// <summary>Takes the usage out of an overflow bag: Moonshot streams it in a choice, Groq in <c>x_groq</c>.</summary>
    public static ChatUsage? Find(IDictionary<string, JsonElement>? extra)
    {
        if (extra is null)
        {
            return null;
        }

        JsonElement? usage = extra.TryGetValue("usage", out JsonElement own) ? own
            : extra.TryGetValue("x_groq", out JsonElement groq) ? groq.Object("usage")
            : null;
        if (usage is not { ValueKind: JsonValueKind.Object } found)
        {
            return null;
        }

        extra.Remove("usage");
        return Read(found);
    }

    /// <summary>Reads a usage object; null when its counts are not numbers. An answer is not lost for its usage.</summary>
    public static ChatUsage? Read(JsonElement usage)
    {
        try
        {
            return usage.Deserialize(ChatJson.Lenient.ChatUsage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Number(IDictionary<string, JsonElement>? extra, string name) =>
        extra is not null && extra.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;
}
