using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Usage;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes token counts as Anthropic counts them: <c>input_tokens</c> has neither what was read from nor what was written to the cache.</summary>
internal static class AnthropicUsageWriter
{
    private const string ServerTools = "server_tool_use";

    public static void Write(Utf8JsonWriter writer, ChatUsage? usage)
    {
        TokenUsage tokens = usage is null ? default : TokenUsage.FromCanonical(usage);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, Math.Max(0, tokens.PromptTokens - tokens.CachedTokens - tokens.CacheWriteTokens));
        writer.WriteNumber("cache_creation_input_tokens"u8, tokens.CacheWriteTokens);
        writer.WriteNumber("cache_read_input_tokens"u8, tokens.CachedTokens);
        if (tokens.CacheWriteOneHourTokens > 0)
        {
            writer.WriteStartObject("cache_creation"u8);
            writer.WriteNumber("ephemeral_5m_input_tokens"u8, Math.Max(0, tokens.CacheWriteTokens - tokens.CacheWriteOneHourTokens));
            writer.WriteNumber("ephemeral_1h_input_tokens"u8, tokens.CacheWriteOneHourTokens);
            writer.WriteEndObject();
        }

        writer.WriteNumber("output_tokens"u8, tokens.CompletionTokens);
        if (usage?.CompletionTokensDetails?.ReasoningTokens is { } thinking)
        {
            writer.WriteStartObject("output_tokens_details"u8);
            writer.WriteNumber("thinking_tokens"u8, thinking);
            writer.WriteEndObject();
        }

        if (usage?.Extra is not null && usage.Extra.TryGetValue(ServerTools, out JsonElement tools))
        {
            writer.WritePropertyName(ServerTools);
            tools.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
