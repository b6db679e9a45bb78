namespace LlmFunctions.Diagnostics;

/// <summary>What the attempts with one model of a provider came to.</summary>
internal sealed record ModelFigures
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required long Successes { get; init; }

    public required long Errors { get; init; }

    /// <summary>Attempts that were given up: the client left, or another candidate was faster.</summary>
    public required long Cancelled { get; init; }

    public required long Tokens { get; init; }

    /// <summary>US dollars.</summary>
    public required decimal Cost { get; init; }

    public required HistogramFigures ResponseTimes { get; init; }

    /// <summary>Of streamed answers.</summary>
    public required HistogramFigures FirstTokens { get; init; }
}
