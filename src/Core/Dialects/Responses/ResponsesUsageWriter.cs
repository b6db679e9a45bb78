using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Usage;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Writes token counts in this API's words.</summary>
internal static class ResponsesUsageWriter
{
    public static void Write(Utf8JsonWriter writer, ChatUsage? usage)
    {
        if (usage is null)
        {
            writer.WriteNull("usage"u8);
            return;
        }

        TokenUsage tokens = TokenUsage.FromCanonical(usage);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, tokens.PromptTokens);
        writer.WriteStartObject("input_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, tokens.CachedTokens);
        writer.WriteNumber("cache_write_tokens"u8, tokens.CacheWriteTokens);
        writer.WriteEndObject();
        writer.WriteNumber("output_tokens"u8, tokens.CompletionTokens);
        writer.WriteStartObject("output_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, tokens.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens"u8, tokens.TotalTokens);
        writer.WriteEndObject();
    }
}
