using LlmFunctions.Auditing;

namespace LlmFunctions.Tests.Auditing;

/// <summary>An audit log in memory that can be told to break.</summary>
internal sealed class MemoryAuditLog : IAuditLog
{
    public List<AuditEntry> Entries { get; } = [];

    /// <summary>How many more entries are taken before the log breaks.</summary>
    public int Takes { get; set; } = int.MaxValue;

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (Takes-- <= 0)
        {
            throw new IOException("no storage");
        }

        Entries.Add(entry);
        return Task.CompletedTask;
    }

    public Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken) => Task.FromResult(new AuditPage(Entries, null));
}
