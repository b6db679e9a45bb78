using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench.Comparison;

/// <summary>The records of today's calls, in the storage of this run.</summary>
internal sealed class Ledger(string storage)
{
    private readonly TableServiceClient _service = new(storage);

    /// <summary>The emulator's tables are arrays, which take the longer the fuller they are; those of an account do not, and are not of this run alone.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        if (Azurite.IsOwn)
        {
            string table = "Usage" + UsagePartition.PeriodOf(TimeProvider.System.GetUtcNow());
            await _service.DeleteTableAsync(table, cancellationToken);

            // A call of the turn before, which the load generator did not wait for, may have made it already.
            await _service.CreateTableIfNotExistsAsync(table, cancellationToken);
        }
    }

    public async Task<long> CountAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        long records = 0;
        await new UsageReader(_service).ReadAsync(null, start, TimeProvider.System.GetUtcNow().AddMinutes(1), _ => records++, cancellationToken);
        return records;
    }
}
