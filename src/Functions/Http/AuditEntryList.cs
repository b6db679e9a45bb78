namespace LlmFunctions.Functions.Http;

/// <summary>A page of the audit log.</summary>
public sealed record AuditEntryList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<AuditEntryView> Data { get; init; }

    /// <summary>What the next page is asked for with, as <c>after</c>; absent on the last.</summary>
    public string? Next { get; init; }
}
