using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Anthropic's <c>thinking</c> request field.</summary>
public sealed record ThinkingOptions
{
    /// <summary><c>enabled</c>, <c>disabled</c> or <c>adaptive</c>.</summary>
    public string? Type { get; set; }

    /// <summary>The most tokens that thinking may use.</summary>
    public int? BudgetTokens { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
