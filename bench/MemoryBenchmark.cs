using System.Globalization;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench;

/// <summary>Streams from the sandbox through a gateway and shows what the gateway's process holds on the way.</summary>
internal static class MemoryBenchmark
{
    private const string Sandbox = ""","sandbox":{"tokens":20}""";
    private static readonly int[] Waypoints = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        int requests = options.Requests ?? 10_000;
        int concurrency = options.Concurrency ?? 32;
        await Report.SayAsync("Starting the storage emulator and a gateway …");
        await using LocalHostProcess gateway = await LocalHostProcess.StartAsync(await Azurite.ConnectionStringAsync(), [], cancellationToken);
        using var client = new ChatClient(
            new Uri(gateway.BaseAddress, "/v1/chat/completions"), await gateway.CreateKeyAsync("bench", cancellationToken), "sandbox/echo", Sandbox);

        List<string[]> rows = [["streamed calls", "resident MiB", "resident MiB, collected", "live heap MiB"]];
        ProcessFigures? reference = null;
        int done = 0;
        foreach (int until in Stops(requests))
        {
            await Parallel.ForAsync(
                done,
                until,
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
                async (_, token) => await client.AskAsync(streamed: true, token));
            done = until;
            ProcessFigures asItIs = await gateway.MeasureAsync(collect: false, cancellationToken);
            ProcessFigures collected = await gateway.MeasureAsync(collect: true, cancellationToken);
            rows.Add([until.ToString(CultureInfo.InvariantCulture), MiB(asItIs.Resident), MiB(collected.Resident), MiB(collected.Heap)]);
            reference ??= collected;
            if (until == requests)
            {
                rows.Add(["last to first", "", Ratio(collected.Resident, reference.Resident), Ratio(collected.Heap, reference.Heap)]);
            }
        }

        await Report.TableAsync(rows);
    }

    /// <summary>1,000 and 10,000, as many as are asked for, and the last.</summary>
    private static IEnumerable<int> Stops(int last) => [.. Waypoints.Where(stop => stop < last), last];

    private static string MiB(long bytes) => (bytes / 1048576.0).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Ratio(long late, long early) => (100.0 * late / early).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
