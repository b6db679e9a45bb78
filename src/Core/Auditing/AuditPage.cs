namespace LlmFunctions.Auditing;

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">What the next page is asked for with; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
