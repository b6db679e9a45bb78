using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Name and arguments of a <see cref="ToolCall"/>.</summary>
public sealed record FunctionCall
{
    public string? Name { get; set; }

    /// <summary>The arguments as JSON text; in a delta a fragment of it.</summary>
    public string? Arguments { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
