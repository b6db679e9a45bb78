namespace LlmFunctions.Bench.Comparison;

/// <summary>From the start of a process to its first answer with status 200. Everything runs afterwards.</summary>
internal sealed class StartPart(Contenders contenders, ComparePlan plan, Page page)
{
    private const double LongestStart = 0.6;

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        Contender[] gateways = [.. contenders.All.Where(static one => one.IsGateway)];
        Dictionary<Contender, List<TimeSpan>> times = gateways.ToDictionary(static one => one, static _ => new List<TimeSpan>());

        // One start more: the first of all reads the programs from the disk.
        for (int round = 0; round <= plan.Starts; round++)
        {
            await Report.SayAsync($"Starting each gateway, {round} of {plan.Starts} …");
            foreach (Contender gateway in gateways)
            {
                TimeSpan took = await gateway.StartAsync(cancellationToken);
                if (round > 0)
                {
                    times[gateway].Add(took);
                }
            }
        }

        if (plan.Starts == 0)
        {
            return;
        }

        List<string[]> rows = [["seconds from start to the first 200", "median", "best"]];
        foreach (Contender gateway in gateways)
        {
            rows.Add([gateway.Name, times[gateway].Median(static one => one.TotalSeconds).Fine(), times[gateway].Min(static one => one.TotalSeconds).Fine()]);
        }

        await page.AddAsync("Start", rows);
        double ours = times[contenders.LedgerOff].Median(static one => one.TotalSeconds);
        checks.Add(new Check($"cold start to the first 200 ≤ {LongestStart} s", $"{ours.Fine()} s", ours <= LongestStart));
    }
}
