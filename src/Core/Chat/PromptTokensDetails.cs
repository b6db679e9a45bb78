using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Parts of the prompt tokens.</summary>
public sealed record PromptTokensDetails
{
    /// <summary>Tokens read from the provider's cache.</summary>
    public long? CachedTokens { get; set; }

    /// <summary>Tokens written to the provider's cache.</summary>
    public long? CacheWriteTokens { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
