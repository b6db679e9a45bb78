using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using LlmFunctions.Testing;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmFunctions.Bench;

/// <summary>
/// Rolls up the generated records of a month into the storage emulator, writes those of its last day there as the ledger does, and
/// measures how long reports take.
/// </summary>
internal static class UsageBenchmark
{
    private const int Days = 30;
    private const int Instances = 4;
    private const int Turns = 5;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        int count = options.Requests ?? 100_000;

        // A time of day in the middle of an hour, which is answered from the records.
        DateTimeOffset start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        ManualTimeProvider time = new(start.AddDays(Days - 1).AddHours(15.5));
        DateTimeOffset today = start.AddDays(Days - 1);
        GeneratedUsage generated = new(start, Days, count);
        GatewayOptions gateway = new();
        TableServiceClient storage = new(await Azurite.ConnectionStringAsync());
        RollUpTable rollUps = new(storage);

        await Report.SayAsync($"Rolling up the {count} records of a month …");
        TimeSpan rollingUp = await TimeAsync(() => new UsageRollUps(generated, rollUps, gateway, time, NullLogger<UsageRollUps>.Instance).RunAsync(cancellationToken));
        await Report.SayAsync("Writing the records of its last day …");
        UsageTable[] ledgers = [.. Enumerable.Range(0, Instances).Select(seed => new UsageTable(storage, new Random(seed)))];
        int written = 0;
        for (DateTimeOffset hour = today; hour < time.GetUtcNow(); hour = hour.AddHours(1))
        {
            await Parallel.ForEachAsync(generated.Records(hour).Where(record => record.StartedAt < time.GetUtcNow()), new ParallelOptions { MaxDegreeOfParallelism = 400, CancellationToken = cancellationToken }, async (record, token) =>
                await ledgers[Interlocked.Increment(ref written) % Instances].AppendAsync(record, token));
        }

        UsageReports reports = new(new UsageReader(storage), rollUps, gateway, time);
        UsageQuery month = new() { From = start, To = time.GetUtcNow() };
        UsageQuery day = new() { From = today, To = time.GetUtcNow(), FromRecords = true };
        List<string[]> rows = [["report", "attempts in it", "groups", "ms: p50 / p95 / p99"]];
        foreach ((string name, UsageQuery query) in new[]
        {
            ("month, in all", month),
            ("month by model and day", month with { GroupBy = UsageDimensions.Model | UsageDimensions.Day }),
            ("month by user", month with { GroupBy = UsageDimensions.User }),
            ("month by app, one app", month with { GroupBy = UsageDimensions.App, App = "app-1" }),
            ("day so far from records, by user and model", day with { GroupBy = UsageDimensions.User | UsageDimensions.Model }),
            ("day so far from records, one app", day with { App = "app-1" }),
        })
        {
            Series series = new();
            UsageReport report = await reports.AskAsync(query, cancellationToken);
            for (int turn = 0; turn < Turns; turn++)
            {
                TimeSpan taken = await TimeAsync(async () => report = await reports.AskAsync(query, cancellationToken));
                series.Add(new Timing(taken.TotalMilliseconds, taken.TotalMilliseconds));
            }

            await Report.SayAsync($"{name}: {series.Of(static timing => timing.Total)}");
            rows.Add([name, Number(report.Total.Requests), Number(report.Groups.Count), series.Of(static timing => timing.Total).ToString()]);
        }

        await Report.TableAsync(rows);
        await Report.SayAsync($"Rolling up took {rollingUp.TotalSeconds:0.0} s; {written} records of the last day are in the ledger, in {Instances} shards.");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
