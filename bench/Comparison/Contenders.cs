using System.Globalization;

namespace LlmFunctions.Bench.Comparison;

/// <summary>Everything that is compared, each with its way to be asked for the same.</summary>
internal sealed class Contenders(Uri provider, string storage, Ledger ledger, CompareOptions options) : IDisposable
{
    private const string Model = "m";
    private const string Key = "llmf_the_key_of_the_benchmark";

    private static readonly KeyValuePair<string, string> Json = new("content-type", "application/json");
    private static readonly KeyValuePair<string, string> Authorization = new("authorization", $"Bearer {Key}");

    public Contender Direct { get; } = new("direct", null, scenario => new Call(
        new Uri(provider, $"/{scenario.Provider}{scenario.ProviderPath}"), [Json], (scenario with { Path = scenario.ProviderPath }).Body(Model)));

    public Contender LedgerOff { get; } = Gateway("ours, ledger off", "off", static _ => Task.CompletedTask, provider, storage, options);

    public Contender LedgerOn { get; } = Gateway("ours, ledger on", "on", ledger.EmptyAsync, provider, storage, options);

    public Contender Portkey { get; } = PortkeyOf(provider, options);

    public Contender Llms { get; } = LlmsOf(provider, options);

    public IReadOnlyList<Contender> All => [Direct, LedgerOff, LedgerOn, Portkey, Llms];

    public void Dispose()
    {
        foreach (Contender contender in All)
        {
            contender.Dispose();
        }
    }

    private static Contender Gateway(string name, string ledger, Func<CancellationToken, Task> beforeTurn, Uri provider, string storage, CompareOptions options)
    {
        int port = FreePort.Take();
        List<KeyValuePair<string, string>> environment =
        [
            new("AzureWebJobsStorage", storage),
            new("DOTNET_ENVIRONMENT", "Development"),
            new("AZURE_FUNCTIONS_ENVIRONMENT", "Development"),
            new("Gateway__DevKey", Key),
            new("Gateway__Health__Probes", "off"),
            new("Gateway__Usage__Ledger", ledger),
            new("LLMFN_EXIT_WITH_STDIN", "1"),
        ];
        foreach (string one in Scenario.OpenAIProviders)
        {
            AddProvider(one, "openai", new Uri(provider, $"/{one}/v1"));
        }

        foreach (string one in Scenario.AnthropicProviders)
        {
            AddProvider(one, "anthropic", new Uri(provider, $"/{one}"));
        }

        return new Contender(
            name,
            () => ChildProcess.Start(Path.Combine(options.Gateway, OperatingSystem.IsWindows() ? "LlmFunctions.LocalHost.exe" : "LlmFunctions.LocalHost"), ["--port", Text(port)], environment),
            scenario => new Call(new Uri($"http://127.0.0.1:{port}{scenario.Path}"), [Json, Authorization], scenario.Body($"{scenario.Provider}/{Model}")))
        {
            BeforeTurn = beforeTurn,
        };

        void AddProvider(string one, string dialect, Uri address)
        {
            environment.Add(new($"Gateway__Providers__{one}__Dialect", dialect));
            environment.Add(new($"Gateway__Providers__{one}__BaseUrl", address.AbsoluteUri));
            environment.Add(new($"Gateway__Providers__{one}__ApiKey", "none"));
        }
    }

    private static Contender PortkeyOf(Uri provider, CompareOptions options)
    {
        int port = FreePort.Take();
        return new Contender(
            "Portkey",
            () => Node(options, "portkey.mjs", port, provider),
            scenario => scenario.Path != Scenario.OpenAI ? null : new Call(
                new Uri($"http://127.0.0.1:{port}{scenario.Path}"),
                [
                    Json,
                    Authorization,
                    new("x-portkey-provider", scenario.ProviderPath == Scenario.OpenAI ? "openai" : "anthropic"),
                    new("x-portkey-custom-host", new Uri(provider, $"/{scenario.Provider}/v1").AbsoluteUri),
                ],
                scenario.Body(Model)));
    }

    private static Contender LlmsOf(Uri provider, CompareOptions options)
    {
        int port = FreePort.Take();
        return new Contender(
            "llms",
            () => Node(options, "llms.mjs", port, provider),
            scenario => scenario.ProviderPath != Scenario.OpenAI ? null : new Call(
                new Uri($"http://127.0.0.1:{port}{scenario.Path}"), [Json, Authorization], scenario.Body($"{scenario.Provider},{Model}")));
    }

    private static ChildProcess Node(CompareOptions options, string script, int port, Uri provider) => ChildProcess.Start(
        "node",
        [Path.Combine(options.Peers, script), Text(port), provider.AbsoluteUri, string.Join(',', Scenario.OpenAIProviders), Model],
        [new("NODE_ENV", "production")]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
