namespace LlmFunctions.Functions.Http;

/// <summary>A page of the history of accounts.</summary>
public sealed record HealthPointList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<HealthPoint> Data { get; init; }

    /// <summary>What the next page is asked for with, as <c>after</c>; absent on the last.</summary>
    public string? Next { get; init; }
}
