namespace LlmFunctions.Bench.Comparison;

/// <summary>Streams: when the first piece comes, whether they flow, how many a second, and what they take of memory.</summary>
internal sealed class StreamPart(Contenders contenders, ComparePlan plan, Page page, ILoadGenerator load)
{
    private const double Stall = 500;
    private const double MostMemory = 200;

    // Each of a turn's streams takes half a second; fewer than some hundreds of them say nothing of a 99th percentile.
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromSeconds(4);

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        TimeSpan turn = plan.Turn < ShortestTurn ? ShortestTurn : plan.Turn;
        Dictionary<Contender, double> atRest = Memory();
        Dictionary<int, Dictionary<Contender, List<StreamResult>>> paced = [];
        Dictionary<Contender, double> underLoad = [];
        foreach (int atOnce in new[] { 64, 256 })
        {
            await Report.SayAsync($"{atOnce} streams at once …");
            paced[atOnce] = await Turns.TakeAsync(contenders.All, plan.Rounds, Scenario.Paced, call => StreamLoad.RunAsync(call, atOnce, turn, cancellationToken), cancellationToken);
            underLoad = Memory();
        }

        await Report.SayAsync("Streams as fast as they go …");
        Dictionary<Contender, List<LoadResult>> fast = await Turns.TakeAsync(
            contenders.All, plan.Rounds, Scenario.Stream, call => load.RunAsync(call, 64, plan.Turn, cancellationToken), cancellationToken);

        await Report.SayAsync("Waiting for what memory is given back …");
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, cancellationToken);
        Dictionary<Contender, double> after = Memory();
        await page.AddAsync("Streams of 20 tokens, 20 ms apart; as fast as they go", Rows(paced, fast));
        await page.AddAsync("Resident MiB", MemoryRows(atRest, underLoad, after));
        Check(checks, paced, underLoad);
    }

    private Dictionary<Contender, double> Memory() =>
        contenders.All.Where(static one => one.IsGateway).ToDictionary(static one => one, static one => one.ResidentMiB);

    private Percentiles Added(Dictionary<Contender, List<StreamResult>> results, Contender one) => Percentiles.Median(
        [.. results[one].Select((turn, round) => one == contenders.Direct ? turn.First : turn.First - results[contenders.Direct][round].First)]);

    private List<string[]> Rows(Dictionary<int, Dictionary<Contender, List<StreamResult>>> paced, Dictionary<Contender, List<LoadResult>> fast)
    {
        List<string[]> rows = [["", "at once", .. contenders.All.Select(static one => one.Name)]];
        foreach ((int atOnce, Dictionary<Contender, List<StreamResult>> results) in paced)
        {
            rows.Add(["added ms to the first piece, p50 / p95 / p99 (direct: the whole)", $"{atOnce}", .. contenders.All.Select(one => Added(results, one).ToString())]);
            rows.Add(["longest silence inside a stream, ms", $"{atOnce}", .. contenders.All.Select(one => results[one].Max(static turn => turn.LongestGap).Whole())]);
        }

        rows.Add(["streams a second", "64", .. contenders.All.Select(one => fast[one].Median(static turn => turn.RequestsASecond).Whole())]);
        return rows;
    }

    private List<string[]> MemoryRows(Dictionary<Contender, double> atRest, Dictionary<Contender, double> underLoad, Dictionary<Contender, double> after) =>
    [
        ["", "warm, at rest", "after 256 streams at once", "ten seconds after all streams"],
        .. contenders.All.Where(static one => one.IsGateway).Select(one => new[] { one.Name, atRest[one].Whole(), underLoad[one].Whole(), after[one].Whole() }),
    ];

    private void Check(List<Check> checks, Dictionary<int, Dictionary<Contender, List<StreamResult>>> paced, Dictionary<Contender, double> underLoad)
    {
        Percentiles ours = Added(paced[64], contenders.LedgerOff);
        checks.Add(new Check("64 streams: first piece, added p50 ≤ 0.5 ms", $"{ours.P50.Fine()} ms", ours.P50 <= 0.5));
        checks.Add(new Check("64 streams: first piece, added p99 ≤ 3 ms", $"{ours.P99.Fine()} ms", ours.P99 <= 3));
        double gap = paced[256][contenders.LedgerOff].Max(static turn => turn.LongestGap);
        checks.Add(new Check($"256 streams: no silence above {Stall} ms", $"{gap.Whole()} ms", gap <= Stall));
        double memory = Math.Max(underLoad[contenders.LedgerOff], underLoad[contenders.LedgerOn]);
        checks.Add(new Check($"resident memory under 256 streams ≤ {MostMemory} MiB", $"{memory.Whole()} MiB", memory <= MostMemory));
    }
}
