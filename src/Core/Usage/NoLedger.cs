namespace LlmFunctions.Usage;

/// <summary>Keeps nothing; for measuring what the ledger costs.</summary>
public sealed class NoLedger : IUsageLedger
{
    public Task AppendAsync(UsageRecord record, CancellationToken cancellationToken) => Task.CompletedTask;
}
