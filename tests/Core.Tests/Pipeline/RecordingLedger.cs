using LlmFunctions.Usage;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>Remembers what was recorded; can refuse to. The real ledger is tested against the storage.</summary>
internal sealed class RecordingLedger : IUsageLedger
{
    public List<UsageRecord> Records { get; } = [];

    public bool Broken { get; set; }

    public Task AppendAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        if (Broken)
        {
            throw new IOException("no storage");
        }

        Records.Add(record);
        return Task.CompletedTask;
    }
}
