using LlmFunctions.Chat;

namespace LlmFunctions.ParallelInference;

/// <summary>What became of the call of one model: an answer, or an error.</summary>
public sealed record ParallelResult
{
    /// <summary>The model as the client named it.</summary>
    public required string Model { get; init; }

    /// <summary>Who answered, or was asked last.</summary>
    public string? Provider { get; init; }

    public string? Content { get; init; }

    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    public string? FinishReason { get; init; }

    public ParallelTokens? Tokens { get; init; }

    public required long LatencyMs { get; init; }

    /// <summary>US dollars for all attempts of this model; null when no price is known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Names of request fields that this model's provider could not carry.</summary>
    public IReadOnlyList<string>? Dropped { get; init; }

    /// <summary>That the model is at its end.</summary>
    public string? Warning { get; init; }

    public ParallelError? Error { get; init; }
}
