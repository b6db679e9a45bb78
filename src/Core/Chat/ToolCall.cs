using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>A call of a tool by the model: whole in a message, in pieces in a delta.</summary>
public sealed record ToolCall
{
    /// <summary>In a delta: which of the parallel calls this piece belongs to.</summary>
    public int? Index { get; set; }

    public string? Id { get; set; }

    public string? Type { get; set; }

    public FunctionCall? Function { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
