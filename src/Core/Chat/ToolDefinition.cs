using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>A tool that the model may call.</summary>
public sealed record ToolDefinition
{
    public const string FunctionType = "function";

    public string Type { get; set; } = "";

    public FunctionDefinition? Function { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
