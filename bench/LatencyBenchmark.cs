using System.Diagnostics;
using System.Globalization;
using LlmFunctions.Bench.Provider;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench;

/// <summary>
/// Calls a local provider directly and through the gateway, with the ledger and without, in turns: whatever else the
/// machine does meanwhile slows all of them alike.
/// </summary>
internal static class LatencyBenchmark
{
    private const int Turns = 10;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        int requests = options.Requests ?? 500;
        int concurrency = options.Concurrency ?? 64;
        await Report.SayAsync("Starting the provider, the storage emulator and two gateways …");
        using ProviderProcess provider = await ProviderProcess.StartAsync(options.Tokens, cancellationToken);
        string storage = await Azurite.ConnectionStringAsync();
        await using LocalHostProcess without = await StartAsync(storage, provider, "off", cancellationToken);
        await using LocalHostProcess with = await StartAsync(storage, provider, "on", cancellationToken);
        using var direct = new ChatClient(new Uri(provider.BaseAddress, "/v1/chat/completions"), "none", "model", "");
        using ChatClient toWithout = await ClientAsync(without, cancellationToken);
        using ChatClient toWith = await ClientAsync(with, cancellationToken);
        Target[] targets = [new("direct", direct, null), new("ledger off", toWithout, without), new("ledger on", toWith, with)];

        await Report.SayAsync("Warming up …");
        await MeasureAsync(targets, streamed: false, 200, concurrency, cancellationToken);
        await MeasureAsync(targets, streamed: true, 200, concurrency, cancellationToken);

        List<string[]> latencies = [["milliseconds: p50 / p95 / p99", "at once", "direct", "added, ledger off", "added, ledger on"]];
        List<string[]> costs = [["", "at once", "direct", "ledger off", "ledger on"]];
        foreach ((int atOnce, int count) in new[] { (1, requests), (concurrency, requests * 10) })
        {
            foreach (bool streamed in new[] { false, true })
            {
                await Report.SayAsync($"{count} {(streamed ? "streamed" : "whole")} calls of each, {atOnce} at once …");
                ProcessFigures?[] before = await FiguresAsync(targets, cancellationToken);
                Series[] series = await MeasureAsync(targets, streamed, count / Turns, atOnce, cancellationToken);
                ProcessFigures?[] after = await FiguresAsync(targets, cancellationToken);
                AddLatencies(latencies, series, streamed, atOnce);
                AddCosts(costs, series, before, after, count, streamed, atOnce);
            }
        }

        await Report.TableAsync(latencies);
        await Report.TableAsync(costs);
    }

    private static Task<LocalHostProcess> StartAsync(string storage, ProviderProcess provider, string ledger, CancellationToken cancellationToken) => LocalHostProcess.StartAsync(
        storage,
        [
            new("Gateway__Providers__bench__Dialect", "openai"),
            new("Gateway__Providers__bench__BaseUrl", new Uri(provider.BaseAddress, "/v1").AbsoluteUri),
            new("Gateway__Providers__bench__ApiKey", "none"),
            new("Gateway__Usage__Ledger", ledger),
        ],
        cancellationToken);

    private static async Task<ChatClient> ClientAsync(LocalHostProcess gateway, CancellationToken cancellationToken) =>
        new(new Uri(gateway.BaseAddress, "/v1/chat/completions"), await gateway.CreateKeyAsync("bench", cancellationToken), "bench/model", "");

    private static async Task<Series[]> MeasureAsync(Target[] targets, bool streamed, int requestsATurn, int concurrency, CancellationToken cancellationToken)
    {
        Series[] series = [.. targets.Select(static _ => new Series())];
        for (int turn = 0; turn < Turns; turn++)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                // Another one begins each time.
                int index = (turn + i) % targets.Length;
                long start = Stopwatch.GetTimestamp();
                await Parallel.ForAsync(
                    0,
                    requestsATurn,
                    new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
                    async (_, token) => series[index].Add(await targets[index].Client.AskAsync(streamed, token)));
                series[index].Elapsed += Stopwatch.GetElapsedTime(start);
            }
        }

        return series;
    }

    private static async Task<ProcessFigures?[]> FiguresAsync(Target[] targets, CancellationToken cancellationToken)
    {
        List<ProcessFigures?> figures = [];
        foreach (Target target in targets)
        {
            figures.Add(target.Process is null ? null : await target.Process.MeasureAsync(collect: false, cancellationToken));
        }

        return [.. figures];
    }

    private static void AddLatencies(List<string[]> rows, Series[] series, bool streamed, int concurrency)
    {
        if (streamed)
        {
            rows.Add(Latency("stream, first event", concurrency, [.. series.Select(static one => one.Of(static timing => timing.First))]));
        }

        rows.Add(Latency(streamed ? "stream, to its end" : "whole answer", concurrency, [.. series.Select(static one => one.Of(static timing => timing.Total))]));
    }

    private static string[] Latency(string what, int concurrency, Percentiles[] all) =>
        [what, Text(concurrency), all[0].ToString(), (all[1] - all[0]).ToString(), (all[2] - all[0]).ToString()];

    private static void AddCosts(List<string[]> rows, Series[] series, ProcessFigures?[] before, ProcessFigures?[] after, int count, bool streamed, int concurrency)
    {
        string kind = streamed ? "streamed" : "whole";
        rows.Add([$"{kind}: calls a second", Text(concurrency), .. series.Select(static one => Text(one.RequestsASecond))]);
        rows.Add([$"{kind}: processor µs a call", Text(concurrency), .. Each((early, late) => Text((late.Processor - early.Processor).TotalMicroseconds / count))]);
        rows.Add([$"{kind}: KiB allocated a call", Text(concurrency), .. Each((early, late) => ((late.Allocated - early.Allocated) / 1024.0 / count).ToString("0.0", CultureInfo.InvariantCulture))]);
        rows.Add([$"resident MiB after it", Text(concurrency), .. Each((_, late) => Text(late.Resident / 1048576.0))]);

        IEnumerable<string> Each(Func<ProcessFigures, ProcessFigures, string> figure) =>
            before.Zip(after, (early, late) => early is null || late is null ? "" : figure(early, late));
    }

    private static string Text(double number) => number.ToString("0", CultureInfo.InvariantCulture);
}
