using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LlmFunctions.Bench.Micro;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Experiments;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Routing.Strategies;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Perfolizer.Horology;
using ConfiguredProvider = LlmFunctions.Providers.Provider;

namespace LlmFunctions.Bench;

/// <summary>
/// What it takes to find out who serves a call, of one candidate and of 200: resolution, filters, health and strategy, the choice
/// of an account, and what its circuit breaker and its health learn from the call.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
public class RoutingBenchmark
{
    private const string Route = "pool";

    // Iterations so short that, though other work shares the machine, some of them are not interrupted.
    private static readonly TimeInterval ShortEnough = TimeInterval.FromMilliseconds(10);

    private readonly ChatRequest _request = new()
    {
        Model = Route,
        MaxTokens = 1000,
        Messages = [new ChatMessage { Role = "system", Content = "You are a helpful assistant." }, new ChatMessage { Role = "user", Content = new string('a', 2000) }],
    };

    private AppPolicy _policy = AppPolicy.Default;
    private RoutingWishes _wishes = RoutingWishes.None;
    private Router _router = null!;
    private HealthBoard _board = null!;

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
        ProviderRegistry registry = new(providers);
        RouteTable table = new(options, new ModelResolver(registry, catalog), new Random(1));
        ProviderKeys keys = new(new ConfigurationSecretSource(new ConfigurationBuilder().Build()));
        _board = new HealthBoard(new GatewayOptions(), registry, new NothingShared(), keys, TimeProvider.System, NullLogger<HealthBoard>.Instance);
        Learn(registry, models);
        _router = new Router(options, table, new AutoModels(options, table), new ExperimentTable([]), _board, TimeProvider.System, new Random());
        _policy = new AppPolicy { Name = "app" };
        _wishes = RoutingWishes.Read(Strategy, null);
        if (Run() != Candidates)
        {
            throw new InvalidOperationException("Not all candidates are there.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _board.Dispose();

    [Benchmark]
    public int Run()
    {
        IReadOnlyList<Candidate> candidates = _router.Route(_request, Demand.Of(_request), _policy, _wishes).Candidates;
        Account account = _board.Pick(candidates[0], null) ?? throw new InvalidOperationException("The first candidate cannot be called.");
        TargetKey target = new(candidates[0].Provider.Name, account.Id, candidates[0].Model);
        _board.Started(target);
        _board.Ended(target, new AttemptOutcomeReport { Duration = TimeSpan.FromSeconds(1), TimeToFirstToken = TimeSpan.FromMilliseconds(300), Tokens = 1000 });
        return candidates.Count;
    }

    public static void Start() => BenchmarkRunner.Run<RoutingBenchmark>(
        DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(60).WithIterationCount(100).WithIterationTime(ShortEnough)).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "llm-functions-bench")));

    /// <summary>Has each target called before, with times of its own; some are at work.</summary>
    private void Learn(ProviderRegistry registry, ModelInfo[] models)
    {
        Random random = new(1);
        foreach (TargetKey target in registry.All.SelectMany(provider => models.Select(model => new TargetKey(provider.Name, "default", model.Id))))
        {
            for (int calls = 3 + random.Next(20); calls >= 0; calls--)
            {
                _board.Started(target);
                _board.Ended(target, new AttemptOutcomeReport
                {
                    Failure = random.Next(10) == 0 ? ErrorKind.UpstreamError : null,
                    Duration = TimeSpan.FromMilliseconds(random.Next(3000)),
                    TimeToFirstToken = TimeSpan.FromMilliseconds(random.Next(900)),
                    Tokens = 1000,
                });
            }

            for (int underWay = random.Next(5); underWay > 0; underWay--)
            {
                _board.Started(target);
            }
        }
    }
}
