using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Where an image is: an http(s) URL, or a <c>data:</c> URL that holds it.</summary>
public sealed record ImageUrl
{
    public string Url { get; set; } = "";

    public string? Detail { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
