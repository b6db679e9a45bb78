namespace LlmFunctions.Functions.Http;

/// <summary>The answer of an endpoint that tells of usage.</summary>
public sealed record UsageAnswer
{
    /// <summary>From when the figures are: the beginning of the hour or the day that was asked for.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first moment that they are not of.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>What <c>cost</c> is in.</summary>
    public string? Currency { get; init; }

    /// <summary>All together.</summary>
    public required UsageEntry Total { get; init; }

    /// <summary>What is told apart, in the order of time and names; absent where nothing is.</summary>
    public IReadOnlyList<UsageEntry>? Data { get; init; }

    /// <summary>What the next page is asked for with, as <c>after</c>; absent on the last.</summary>
    public string? Next { get; init; }
}
