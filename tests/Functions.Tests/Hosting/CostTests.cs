using System.Globalization;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Tests.Sdk.Support;
using Microsoft.Azure.Functions.Worker;
using NCrontab;
using Xunit;

namespace LlmFunctions.Functions.Tests.Hosting;

/// <summary>The costs in docs/deploy.md are those of the timers that there are.</summary>
public sealed partial class CostTests
{
    private const string Page = "docs/deploy.md";
    private const string WriteVariable = "LLMFN_WRITE_DOCS";

    // Prices and the free part, as the page says them.
    private const decimal PerGigabyteSecond = 0.000026m;
    private const decimal PerMillionRuns = 0.40m;
    private const long FreeGigabyteSeconds = 100_000;
    private const long FreeRuns = 250_000;

    private static readonly (string Calls, long Count, decimal SecondsEach)[] Rows =
    [
        ("0", 0, 0),
        ("1,000, alone", 1_000, 2),
        ("1,000,000, alone", 1_000_000, 2),
        ("1,000,000, ten at once", 1_000_000, 0.2m),
    ];

    [Fact]
    public void The_costs_are_those_of_the_timers_that_there_are()
    {
        long[] runs = [.. AppFunctions.All.Select(static function => function.Trigger).OfType<TimerTriggerAttribute>().Select(static timer => RunsInThirtyDays(timer.Schedule)).OrderDescending()];
        string file = Repository.File(Page);
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.Matches(Sum(), text);
        Assert.Matches(Table(), text);

        string sum = $"there are](hosting.md#functions) {string.Join(" + ", runs.Select(Number))} = {Number(runs.Sum())} runs of a second or less, each\ntimer on an instance of its own: {Number(2 * runs.Sum())} GB-seconds at 2 GB.";
        string table = string.Concat(Rows.Select(row => $"| {row.Calls} | {Number(GigabyteSeconds(row, runs.Sum(), 2))} | {Cost(row, runs.Sum(), 2)} | {Cost(row, runs.Sum(), 0.5m)} |\n"));
        string expected = Table().Replace(Sum().Replace(text, sum.Replace("$", "$$", StringComparison.Ordinal)), match => match.Groups["head"].Value + table);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(expected == text, $"The costs in {Page} are not those of the timers that there are. Run this test with {WriteVariable}=1, and look at what changed. They must be:\n{sum}\n{table}");
    }

    private static long RunsInThirtyDays(string schedule)
    {
        // Occurrences are looked for after the start and before the end, so both lie between two seconds that could be one.
        DateTime start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(-500);
        return CrontabSchedule.Parse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }).GetNextOccurrences(start, start.AddDays(30)).LongCount();
    }

    private static decimal GigabyteSeconds((string, long Count, decimal SecondsEach) row, long timers, decimal memory) => ((row.Count * row.SecondsEach) + timers) * memory;

    private static string Cost((string, long Count, decimal) row, long timers, decimal memory)
    {
        decimal time = Math.Max(0, GigabyteSeconds(row, timers, memory) - FreeGigabyteSeconds) * PerGigabyteSecond;
        decimal runs = Math.Max(0, row.Count + timers - FreeRuns) / 1_000_000m * PerMillionRuns;
        return string.Create(CultureInfo.InvariantCulture, $"${Math.Round(time + runs, 2):0.00}");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"there are\]\(hosting\.md#functions\) [^=]+ = [\d,]+ runs of a second or less, each\s+timer on an instance of its own: [\d,]+ GB-seconds at 2 GB\.")]
    private static partial Regex Sum();

    [GeneratedRegex(@"(?<head>^\| calls a month \| GB-seconds, 2 GB \| cost, 2 GB \| cost, 512 MB \|\n\|---\|---\|---\|---\|\n)(?:\|.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Table();
}
