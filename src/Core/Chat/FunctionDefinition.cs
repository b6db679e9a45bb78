using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>The function of a <see cref="ToolDefinition"/>.</summary>
public sealed record FunctionDefinition
{
    public string Name { get; set; } = "";

    public string? Description { get; set; }

    /// <summary>A JSON schema of the arguments.</summary>
    public JsonElement? Parameters { get; set; }

    public bool? Strict { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
