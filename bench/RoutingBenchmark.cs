using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Routing;
using LlmFunctions.Routing.Strategies;
using ConfiguredProvider = LlmFunctions.Providers.Provider;

namespace LlmFunctions.Bench;

/// <summary>What it takes to find out who serves a call: resolution, filters, health and strategy, of one candidate and of 200.</summary>
[MemoryDiagnoser]
public class RoutingBenchmark
{
    private const string Route = "pool";

    private readonly ChatRequest _request = new()
    {
        Model = Route,
        MaxTokens = 1000,
        Messages = [new ChatMessage { Role = "system", Content = "You are a helpful assistant." }, new ChatMessage { Role = "user", Content = new string('a', 2000) }],
    };

    private AppPolicy _policy = AppPolicy.Default;
    private RoutingWishes _wishes = RoutingWishes.None;
    private Router _router = null!;

    [Params(1, 200)]
    public int Candidates { get; set; }

    [ParamsSource(nameof(Strategies))]
    public string Strategy { get; set; } = "";

    public static IEnumerable<string> Strategies => RoutingStrategies.Names;

    [GlobalSetup]
    public void Setup()
    {
        // Twenty providers, ten models of each; each has a price, a window and capabilities, as most of the catalog.
        ModelInfo[] models = [.. ModelCatalog.BuiltIn.All.Where(static info => info is { Prices.Count: > 0, ContextWindow: > 100_000, Capabilities: not null }).Take(10)];
        ConfiguredProvider[] providers = [.. Enumerable.Range(0, 20).Select(index => new ConfiguredProvider
        {
            Name = $"provider-{index}",
            Dialect = OpenAIDialect.Instance,
            BaseUrl = new Uri($"https://provider-{index}.example.org/v1/"),
            Models = [.. models.Select(static model => model.Id)],
        })];
        RoutingOptions options = new()
        {
            Routes = [new RouteOptions { Name = Route, Models = [.. providers.SelectMany(provider => models.Select(model => $"{provider.Name}/{model.Id}")).Take(Candidates)] }],
        };
        ModelCatalog catalog = ModelCatalog.Load(providers.ToDictionary(
            static provider => $"{provider.Name}.json",
            provider => BenchCatalog.Write(provider.Name, models)));
        RouteTable table = new(options, new ModelResolver(new ProviderRegistry(providers), catalog), new Random(1));
        _router = new Router(options, table, new AutoModels(options, table), new BenchHealth(), TimeProvider.System, new Random());
        _policy = new AppPolicy { Name = "app" };
        _wishes = RoutingWishes.Read(Strategy, null);
        if (Run() != Candidates)
        {
            throw new InvalidOperationException("Not all candidates are there.");
        }
    }

    [Benchmark]
    public int Run() => _router.Route(_request, Demand.Of(_request), _policy, _wishes).Candidates.Count;

    public static void Start() => BenchmarkRunner.Run<RoutingBenchmark>(
        DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "llm-functions-bench")));
}
