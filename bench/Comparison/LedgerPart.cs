namespace LlmFunctions.Bench.Comparison;

/// <summary>A while of nothing but recorded calls; then the records are counted.</summary>
internal sealed class LedgerPart(Contenders contenders, Page page, ILoadGenerator load, Ledger ledger)
{
    private const double Fewest = 2000;
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(60);

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        await Report.SayAsync("Recorded calls without a pause …");
        await ledger.EmptyAsync(cancellationToken);
        Call call = contenders.LedgerOn.CallOf(Scenario.Whole)!;
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        LoadResult result = await load.RunAsync(call, 64, Sustained, cancellationToken);
        await Report.SayAsync("Counting the records …");
        long records = await ledger.CountAsync(start, cancellationToken);
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
}
