using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>A block of thinking with the provider's signature, or an encrypted one.</summary>
public sealed record ThinkingBlock
{
    /// <summary><c>thinking</c> or <c>redacted_thinking</c>.</summary>
    public string Type { get; set; } = "thinking";

    public string? Thinking { get; set; }

    public string? Signature { get; set; }

    /// <summary>The encrypted content of a <c>redacted_thinking</c> block.</summary>
    public string? Data { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
