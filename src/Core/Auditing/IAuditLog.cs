namespace LlmFunctions.Auditing;

/// <summary>Where audit entries are kept. It can be added to and read, and nothing else.</summary>
public interface IAuditLog
{
    /// <summary>Returns when the entry is durable.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page of entries, the newest first.</summary>
    Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken);
}
