namespace LlmFunctions.Bench.Comparison;

/// <summary>What it costs that the app speaks another dialect than the provider.</summary>
internal sealed class TranslationPart(Contenders contenders, ComparePlan plan, Page page, ILoadGenerator load)
{
    private const double MostLost = 0.25;

    private static readonly (string Name, Scenario Scenario)[] Kinds =
    [
        ("OpenAI → OpenAI", Scenario.Whole),
        ("Anthropic → OpenAI", Scenario.AnthropicToOpenAI),
        ("OpenAI → Anthropic", Scenario.OpenAIToAnthropic),
        ("OpenAI → OpenAI, streamed", Scenario.Stream),
        ("Anthropic → OpenAI, streamed", Scenario.AnthropicToOpenAIStream),
        ("OpenAI → Anthropic, streamed", Scenario.OpenAIToAnthropicStream),
    ];

    public async Task RunAsync(List<Check> checks, CancellationToken cancellationToken)
    {
        Contender[] gateways = [contenders.LedgerOff, contenders.Portkey, contenders.Llms];
        List<string[]> rows = [["app → provider, requests a second", .. gateways.Select(static one => one.Name)]];
        Dictionary<Scenario, double> ours = Kinds.ToDictionary(static kind => kind.Scenario, static _ => 0.0);
        await Report.SayAsync("Translations …");
        Dictionary<Scenario, Dictionary<Contender, List<LoadResult>>> results = Kinds.ToDictionary(
            static kind => kind.Scenario, _ => gateways.ToDictionary(static one => one, static _ => new List<LoadResult>()));

        // Here the kinds are compared with one another, so they take turns, too.
        for (int round = 0; round < plan.Rounds; round++)
        {
            foreach ((_, Scenario scenario) in Kinds)
            {
                foreach ((Contender one, List<LoadResult> turns) in await Turns.TakeAsync(gateways, 1, scenario, call => load.RunAsync(call, 64, plan.Turn, cancellationToken), cancellationToken))
                {
                    results[scenario][one].AddRange(turns);
                }
            }
        }

        foreach ((string name, Scenario scenario) in Kinds)
        {
            rows.Add([name, .. gateways.Select(one => results[scenario][one] is { Count: > 0 } turns ? Text(turns) : "")]);
            ours[scenario] = results[scenario][contenders.LedgerOff].Median(static turn => turn.RequestsASecond);
        }

        await page.AddAsync("Dialects, 64 connections, 0 ms", rows);
        double lost = 1 - (ours[Scenario.AnthropicToOpenAI] / ours[Scenario.Whole]);
        checks.Add(new Check("Anthropic → OpenAI costs ≤ 25 % of the requests a second", $"{(lost * 100).Whole()} %", lost <= MostLost));
    }

    private static string Text(List<LoadResult> turns) => turns.Exists(static turn => turn.Errors > 0)
        ? $"{turns.Median(static turn => turn.RequestsASecond).Whole()} (errors)"
        : turns.Median(static turn => turn.RequestsASecond).Whole();
}
