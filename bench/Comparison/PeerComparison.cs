using LlmFunctions.Bench.Provider;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench.Comparison;

/// <summary>Measures the gateway beside its peers, in one run on one machine.</summary>
internal static class PeerComparison
{
    public static async Task RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        Page page = new(options.Report);
        using NginxProvider? nginx = NginxProvider.IsInstalled ? NginxProvider.Start() : null;
        using ProviderProcess? kestrel = nginx is null ? await ProviderProcess.StartAsync(ProviderAnswers.Tokens, cancellationToken) : null;
        ILoadGenerator load = Tool.Exists("wrk") ? new Wrk() : new Autocannon(options.Peers);
        string storage = await Azurite.ConnectionStringAsync();
        Ledger ledger = new(storage);
        using Contenders contenders = new(nginx?.BaseAddress ?? kestrel!.BaseAddress, storage, ledger, options);
        await page.AddAsync($"""
            # Comparison, {options.Mode}

            {Environment.ProcessorCount} processors. Load: {load.Name}. Provider: {(nginx is null ? "Kestrel; with nginx and its echo module installed it would be lighter" : "nginx")}.

            """);
        if (options.Mode == CompareOptions.Soak)
        {
            await new SoakPart(contenders, page).RunAsync(options.SoakTime, cancellationToken);
            return;
        }

        ComparePlan plan = options.Mode == CompareOptions.Full ? ComparePlan.Full : ComparePlan.Quick;
        List<Check> checks = [];
        await new StartPart(contenders, options.Only is null or "start" ? plan : plan with { Starts = 0 }, page).RunAsync(checks, cancellationToken);
        if (options.Only == "start")
        {
            await page.AddAsync("Targets", Check.Table(checks));
            return;
        }

        await new WarmUpPart(contenders, plan, load).RunAsync(cancellationToken);
        foreach ((string name, Func<List<Check>, CancellationToken, Task> run) in (IEnumerable<(string, Func<List<Check>, CancellationToken, Task>)>)
        [
            ("streams", new StreamPart(contenders, plan, page, load).RunAsync),
            ("throughput", new ThroughputPart(contenders, plan, page, load).RunAsync),
            ("dialects", new TranslationPart(contenders, plan, page, load).RunAsync),
            ("in-flight", new InFlightPart(contenders, page, load).RunAsync),
            ("ledger", new LedgerPart(contenders, page, load, ledger).RunAsync),
        ])
        {
            if (options.Only is null || options.Only == name)
            {
                await run(checks, cancellationToken);
            }
        }

        await page.AddAsync("Targets", Check.Table(checks));
        await Report.SayAsync($"Saved as {options.Report}");
    }
}
