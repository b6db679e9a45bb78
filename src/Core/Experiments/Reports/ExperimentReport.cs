namespace LlmFunctions.Experiments.Reports;

/// <summary>How the variants of an experiment fared.</summary>
public sealed record ExperimentReport
{
    public required string Experiment { get; init; }

    /// <summary>The model whose calls are split.</summary>
    public required string Model { get; init; }

    /// <summary>The variant that the others are compared with.</summary>
    public required string Control { get; init; }

    /// <summary>From when the figures are: the beginning of an hour or a day.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first moment that they are not of.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The control first, then the others by name.</summary>
    public required IReadOnlyList<VariantReport> Variants { get; init; }
}
