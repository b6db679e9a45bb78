namespace Microsoft.DurableTask;

/// <summary>A page of results.</summary>
public sealed class Page<T>(IReadOnlyList<T> values, string? continuationToken = null)
    where T : notnull
{
    /// <summary>What is on the page.</summary>
    public IReadOnlyList<T> Values { get; } = values;

    /// <summary>What asks for the next page; null on the last one.</summary>
    public string? ContinuationToken { get; } = continuationToken;
}
