namespace LlmFunctions.Bench.Comparison;

/// <summary>Lets every gateway compile what is measured afterwards.</summary>
internal sealed class WarmUpPart(Contenders contenders, ComparePlan plan, ILoadGenerator load)
{
    private static readonly Scenario[] Kinds = [Scenario.Whole, Scenario.Stream, Scenario.AnthropicToOpenAI, Scenario.AnthropicToOpenAIStream, Scenario.OpenAIToAnthropic, Scenario.OpenAIToAnthropicStream];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Report.SayAsync("Warming up …");
        foreach (Contender gateway in contenders.All.Where(static one => one.IsGateway))
        {
            Call[] calls = [.. Kinds.Select(gateway.CallOf).OfType<Call>()];
            await Task.WhenAll(calls.Select(call => load.RunAsync(call, 8, plan.WarmUp, cancellationToken)));
        }
    }
}
