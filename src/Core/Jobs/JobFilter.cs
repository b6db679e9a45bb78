namespace LlmFunctions.Jobs;

/// <summary>Which jobs of an app are listed.</summary>
/// <param name="Status">Only those; null for all.</param>
/// <param name="Kind">Only those; null for all.</param>
/// <param name="After">Only those that come after this id, which are older; null for all.</param>
public sealed record JobFilter(JobStatus? Status, string? Kind, string? After);
