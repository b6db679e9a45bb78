namespace LlmFunctions.Resilience;

/// <summary>Which points of the history are asked for.</summary>
public sealed record HealthHistoryQuery
{
    /// <summary>The first moment that is asked for.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first moment after it that is not.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Only this provider's; null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>Only accounts of this id; null for all.</summary>
    public string? Account { get; init; }

    /// <summary>How many points a page has at most.</summary>
    public required int Limit { get; init; }

    /// <summary>The mark of the page before; null for the first page.</summary>
    public string? After { get; init; }
}
