using System.Diagnostics;

namespace LlmFunctions.Bench.Comparison;

/// <summary>256 streams without a pause for a long time, and what becomes of resident memory meanwhile.</summary>
internal sealed class SoakPart(Contenders contenders, Page page)
{
    private const int AtOnce = 256;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Contender gateway = contenders.LedgerOn;
        await gateway.StartAsync(cancellationToken);
        List<(double Minutes, double MiB)> samples = [];
        List<string[]> rows = [["minutes", "streams", "resident MiB"]];
        long streams = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            streams += (await StreamLoad.RunAsync(gateway.CallOf(Scenario.Paced)!, AtOnce, Step, cancellationToken)).Streams;
            samples.Add((Stopwatch.GetElapsedTime(start).TotalMinutes, gateway.ResidentMiB));
            rows.Add([samples[^1].Minutes.Fine(), ((double)streams).Whole(), samples[^1].MiB.Whole()]);
            await Report.SayAsync(string.Join("  ", rows[^1]));
        }

        await page.AddAsync($"Soak: {AtOnce} streams at once, ledger on", rows);
        await page.AddAsync($"Slope of the second half: {Slope(samples[(samples.Count / 2)..]).Fine()} MiB a minute.");
    }

    /// <summary>The least-squares line's.</summary>
    private static double Slope(List<(double X, double Y)> points)
    {
        double x = points.Average(static point => point.X);
        double y = points.Average(static point => point.Y);
        double width = points.Sum(point => (point.X - x) * (point.X - x));
        return width > 0 ? points.Sum(point => (point.X - x) * (point.Y - y)) / width : 0;
    }
}
