using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>Which tool the model must, may or must not call.</summary>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed record ToolChoice
{
    public const string Auto = "auto";
    public const string None = "none";
    public const string Required = "required";
    public const string Function = "function";

    /// <summary><see cref="Auto"/>, <see cref="None"/>, <see cref="Required"/>, <see cref="Function"/>, or a kind that only the provider knows.</summary>
    public required string Mode { get; init; }

    /// <summary>The function to call when <see cref="Mode"/> is <see cref="Function"/>.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The value as the client wrote it, for kinds that this gateway does not know.</summary>
    public JsonElement? Original { get; init; }
}
