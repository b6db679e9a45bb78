using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Usage;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// The token counts of an answer. In a stream they come in several events, each with the sums so far: what a later one
/// says replaces what an earlier one said.
/// </summary>
internal sealed class AnthropicUsage
{
    private long? _input;
    private long? _output;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _thinking;
    private JsonElement? _cacheCreation;
    private JsonElement? _serverTools;

    public void Add(JsonElement? usage)
    {
        if (usage is not { } counts)
        {
            return;
        }

        _input = counts.Int64("input_tokens") ?? _input;
        _output = counts.Int64("output_tokens") ?? _output;
        _cacheRead = counts.Int64("cache_read_input_tokens") ?? _cacheRead;
        _cacheWrite = counts.Int64("cache_creation_input_tokens") ?? _cacheWrite;
        _thinking = counts.Object("output_tokens_details")?.Int64("thinking_tokens") ?? _thinking;
        _cacheCreation = counts.Object("cache_creation") ?? _cacheCreation;
        _serverTools = counts.Object("server_tool_use") ?? _serverTools;
    }

    /// <summary>The usage, or null when the provider said nothing.</summary>
    public ChatUsage? ToCanonical()
    {
        if (_input is null && _output is null)
        {
            return null;
        }

        long prompt = (_input ?? 0) + (_cacheRead ?? 0) + (_cacheWrite ?? 0);
        long completion = _output ?? 0;
        return new ChatUsage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = prompt + completion,
            PromptTokensDetails = CacheDetails(),
            CompletionTokensDetails = _thinking is null ? null : new CompletionTokensDetails { ReasoningTokens = _thinking },
            Extra = Extra(),
        };
    }

    private PromptTokensDetails? CacheDetails()
    {
        if (_cacheRead is null && _cacheWrite is null)
        {
            return null;
        }

        // Writes that last an hour have a price of their own.
        long? oneHour = _cacheCreation?.Int64("ephemeral_1h_input_tokens");
        return new PromptTokensDetails
        {
            CachedTokens = _cacheRead,
            CacheWriteTokens = _cacheWrite,
            Extra = oneHour is > 0 and { } tokens
                ? new Dictionary<string, JsonElement> { [TokenUsage.OneHourField] = JsonSerializer.SerializeToElement(tokens, ChatJson.Lenient.Int64) }
                : null,
        };
    }

    // What the provider's own tools did has prices of its own.
    private Dictionary<string, JsonElement>? Extra() =>
        _serverTools is { } tools ? new Dictionary<string, JsonElement> { ["server_tool_use"] = tools } : null;
}
