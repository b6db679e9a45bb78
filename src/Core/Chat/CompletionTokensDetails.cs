using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Parts of the completion tokens.</summary>
public sealed record CompletionTokensDetails
{
    /// <summary>Tokens spent on thinking.</summary>
    public long? ReasoningTokens { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
