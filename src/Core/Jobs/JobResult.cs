using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Jobs;

/// <summary>What came of a job.</summary>
public sealed record JobResult
{
    /// <summary>The answer in the client's dialect; null when there is none.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public GatewayError? Error { get; init; }

    /// <summary>Names of request fields that the provider could not carry.</summary>
    public IReadOnlyList<string>? Dropped { get; init; }

    /// <summary>The variant of an experiment that answered, as <c>experiment=variant</c>.</summary>
    public string? Experiment { get; init; }

    /// <summary>That the model is at its end.</summary>
    public string? Warning { get; init; }
}
