namespace LlmFunctions.ParallelInference;

/// <summary>All results of a request for several models.</summary>
public sealed record ParallelResponse
{
    /// <summary>Sorted by the model's name.</summary>
    public required IReadOnlyList<ParallelResult> Results { get; init; }

    /// <summary>The one answer that was made of them, if that was wanted.</summary>
    public ParallelAggregate? Aggregate { get; init; }

    /// <summary>Of all answers, the judge's too.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>US dollars for all calls whose price is known, the judge's too; null when none is.</summary>
    public decimal? TotalCost { get; init; }

    /// <summary>How long the slowest model took.</summary>
    public required long TotalLatencyMs { get; init; }

    public static ParallelResponse Of(IReadOnlyList<ParallelResult> results, ParallelAggregate? aggregate)
    {
        decimal?[] costs = [.. results.Select(static result => result.Cost), aggregate?.Judge?.Cost];
        return new ParallelResponse
        {
            Results = [.. results.OrderBy(static result => result.Model, StringComparer.Ordinal)],
            Aggregate = aggregate,
            TotalTokens = results.Sum(static result => result.Tokens?.Total ?? 0) + (aggregate?.Judge?.Tokens?.Total ?? 0),
            TotalCost = costs.Any(static cost => cost is not null) ? costs.Sum() : null,
            TotalLatencyMs = results.Max(static result => result.LatencyMs),
        };
    }
}
