namespace LlmFunctions.Resilience;

/// <summary>A page of the history.</summary>
/// <param name="Points">Its points, the newest first.</param>
/// <param name="Next">The mark that the next page comes after; null when this is the last.</param>
public sealed record HealthHistoryPage(IReadOnlyList<ProbeRecord> Points, string? Next)
{
    public static HealthHistoryPage Empty { get; } = new([], null);
}
