using LlmFunctions.Usage;

namespace LlmFunctions.Bench.Micro;

/// <summary>The ledger of nobody: what a record takes in the storage is not a part of a call's own cost.</summary>
internal sealed class NothingRecorded : IUsageLedger
{
    public Task AppendAsync(UsageRecord record, CancellationToken cancellationToken) => Task.CompletedTask;
}
