namespace LlmFunctions.Bench.Comparison;

/// <summary>Whole answers: how many a second, and how much later than without a gateway.</summary>
internal sealed class ThroughputPart(Contenders contenders, ComparePlan plan, Page page, ILoadGenerator load)
{
    private static readonly int[] Concurrencies = [1, 64, 256];

    // A connection makes sixteen calls of 60 ms a second, and its first is slower than those that follow.
    private static readonly TimeSpan ShortestTurnOf60 = TimeSpan.FromSeconds(4);
    private readonly Dictionary<(Scenario, int), Dictionary<Contender, List<LoadResult>>> _results = [];

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        foreach (Scenario scenario in new[] { Scenario.Whole, Scenario.Whole60 })
        {
            TimeSpan turn = scenario == Scenario.Whole60 && plan.Turn < ShortestTurnOf60 ? ShortestTurnOf60 : plan.Turn;
            foreach (int concurrency in Concurrencies)
            {
                await Report.SayAsync($"{scenario.Provider}, {concurrency} connections …");
                _results[(scenario, concurrency)] = await Turns.TakeAsync(
                    contenders.All, plan.Rounds, scenario, call => load.RunAsync(call, concurrency, turn, cancellationToken), cancellationToken);
            }
        }

        await page.AddAsync("Requests a second", Table(Scenario.Whole, Scenario.Whole60, static (results, one) => Rate(results, one).Whole()));
        await page.AddAsync(
            "Added milliseconds, p50 / p95 / p99 (direct: the whole)",
            Table(Scenario.Whole, Scenario.Whole60, (results, one) => Added(results, one).ToString()));
        Check(checks);
    }

    private static double Rate(Dictionary<Contender, List<LoadResult>> results, Contender one) => results[one].Median(static turn => turn.RequestsASecond);

    private Percentiles Added(Dictionary<Contender, List<LoadResult>> results, Contender one) => Percentiles.Median(
        [.. results[one].Select((turn, round) => one == contenders.Direct ? turn.Latency : turn.Latency - results[contenders.Direct][round].Latency)]);

    private List<string[]> Table(Scenario atOnce, Scenario later, Func<Dictionary<Contender, List<LoadResult>>, Contender, string> cell)
    {
        List<string[]> rows = [["provider", "connections", .. contenders.All.Select(static one => one.Name)]];
        foreach ((Scenario scenario, string name) in new[] { (atOnce, "0 ms"), (later, "60 ms") })
        {
            foreach (int concurrency in Concurrencies)
            {
                Dictionary<Contender, List<LoadResult>> results = _results[(scenario, concurrency)];
                rows.Add([name, $"{concurrency}", .. contenders.All.Select(one => results[one].Exists(static turn => turn.Errors > 0) ? $"{cell(results, one)} (errors)" : cell(results, one))]);
            }
        }

        return rows;
    }

    private void Check(List<Check> checks)
    {
        Dictionary<Contender, List<LoadResult>> busy = _results[(Scenario.Whole, 64)];
        Ratio(contenders.Portkey, 5);
        Ratio(contenders.Llms, 2);

        Dictionary<Contender, List<LoadResult>> usual = _results[(Scenario.Whole60, 64)];
        Percentiles ours = Added(usual, contenders.LedgerOff);
        double better = Math.Min(Added(usual, contenders.Portkey).P99, Added(usual, contenders.Llms).P99);
        checks.Add(new Check("60 ms, 64 connections: added p50 ≤ 1 ms", $"{ours.P50.Fine()} ms", ours.P50 <= 1));
        checks.Add(new Check("60 ms, 64 connections: added p99 ≤ half of the better peer's", $"{ours.P99.Fine()} of {better.Fine()} ms", ours.P99 <= better / 2));

        Dictionary<Contender, List<LoadResult>> many = _results[(Scenario.Whole60, 256)];
        double share = Rate(many, contenders.LedgerOff) / Rate(many, contenders.Direct);
        checks.Add(new Check("60 ms, 256 connections: ≥ 95 % of direct", $"{(share * 100).Whole()} %", share >= 0.95));

        void Ratio(Contender peer, double factor)
        {
            double ratio = Rate(busy, contenders.LedgerOff) / Rate(busy, peer);
            checks.Add(new Check($"0 ms, 64 connections: ≥ {factor} × {peer.Name}", $"{ratio.Fine()} ×", ratio >= factor));
        }
    }
}
