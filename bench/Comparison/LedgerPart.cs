using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench.Comparison;

/// <summary>A while of nothing but recorded calls; then the records are counted.</summary>
internal sealed class LedgerPart(Contenders contenders, Page page, ILoadGenerator load, string storage)
{
    private const double Fewest = 2000;
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(60);

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        await Report.SayAsync("Recorded calls without a pause …");
        await EmptyAsync(cancellationToken);
        Call call = contenders.LedgerOn.CallOf(Scenario.Whole)!;
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        LoadResult result = await load.RunAsync(call, 64, Sustained, cancellationToken);
        await Report.SayAsync("Counting the records …");
        long records = await CountAsync(start, cancellationToken);
        await page.AddAsync("Ledger on, 64 connections, 0 ms, storage emulator on the same processors", [
            ["seconds", "requests", "requests a second", "errors", "p50 / p95 / p99 ms", "records"],
            [Sustained.TotalSeconds.Whole(), ((double)result.Requests).Whole(), result.RequestsASecond.Whole(), ((double)result.Errors).Whole(), result.Latency.ToString(), ((double)records).Whole()],
        ]);
        checks.Add(new Check(
            $"ledger on: ≥ {Fewest.Whole()} requests a second for {Sustained.TotalSeconds.Whole()} s",
            result.RequestsASecond.Whole(),
            result.RequestsASecond >= Fewest && result.Errors == 0));
        checks.Add(new Check("ledger on: no record lost", $"{((double)records).Whole()} of {((double)result.Requests).Whole()}", records >= result.Requests));
    }

    /// <summary>The emulator's tables are arrays, which take the longer the fuller they are; those of an account do not, and are not of this run alone.</summary>
    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        if (Azurite.IsOwn)
        {
            TableServiceClient service = new(storage);
            string table = "Usage" + UsagePartition.PeriodOf(TimeProvider.System.GetUtcNow());
            await service.DeleteTableAsync(table, cancellationToken);
            await service.CreateTableAsync(table, cancellationToken);
        }
    }

    private async Task<long> CountAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        long records = 0;
        await new UsageReader(new TableServiceClient(storage)).ReadAsync(null, start, TimeProvider.System.GetUtcNow().AddMinutes(1), _ => records++, cancellationToken);
        return records;
    }
}
