namespace LlmFunctions.Bench.Comparison;

/// <summary>Five thousand requests at once, of a provider that takes two seconds.</summary>
internal sealed class InFlightPart(Contenders contenders, Page page, ILoadGenerator load)
{
    private const int AtOnce = 5000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        List<string[]> rows = [["", "answered", "errors", "p50 / p95 / p99 ms", "resident MiB after"]];
        foreach (Contender one in new[] { contenders.Direct, contenders.LedgerOff, contenders.Portkey, contenders.Llms })
        {
            await Report.SayAsync($"{AtOnce} requests in flight: {one.Name} …");
            LoadResult result = await load.RunAsync(one.CallOf(Scenario.Slow)!, AtOnce, Duration, cancellationToken);
            rows.Add([one.Name, ((double)result.Requests).Whole(), ((double)result.Errors).Whole(), result.Latency.ToString(), one.IsGateway ? one.ResidentMiB.Whole() : ""]);
            if (one == contenders.LedgerOff)
            {
                checks.Add(new Check(
                    $"{AtOnce} in flight: all answered, no error",
                    $"{((double)result.Requests).Whole()} answers, {((double)result.Errors).Whole()} errors",
                    result.Requests >= AtOnce && result.Errors == 0));
            }
        }

        await page.AddAsync($"{AtOnce} requests in flight, provider answers after 2 s", rows);
    }
}
