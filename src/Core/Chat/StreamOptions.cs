using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>OpenAI's <c>stream_options</c>.</summary>
public sealed record StreamOptions
{
    /// <summary>Whether a last chunk with the usage is to be sent.</summary>
    public bool? IncludeUsage { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
