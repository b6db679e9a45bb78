using System.Text;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Experiments;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Routing;

/// <summary>A router with settings as an operator writes them, a clock and a health that a test sets.</summary>
internal sealed class RoutingHarness
{
    /// <summary>Keys for three providers whose models are in the catalog.</summary>
    public static readonly (string, string)[] Keys = [("OPENAI_API_KEY", "k"), ("ANTHROPIC_API_KEY", "k"), ("DEEPSEEK_API_KEY", "k")];

    private readonly GatewayOptions _options;

    public RoutingHarness(ModelCatalog catalog, params IEnumerable<(string, string)> settings)
    {
        IConfiguration configuration = SettingsOf.Variables([.. settings]);
        _options = GatewayOptionsReader.Read(configuration);
        Providers = ProviderRegistry.Create(_options, configuration);
        Resolver = new ModelResolver(Providers, catalog);
        RouteValidator.Check(_options, Resolver);
        Table = new RouteTable(_options.Routing, Resolver, new Random(1));
        Policies = new AppPolicies(_options);
        Router = new Router(_options.Routing, Table, new AutoModels(_options.Routing, Table), new ExperimentTable(_options.Experiments), Health, Time, new Random(1));
    }

    public RoutingHarness(params IEnumerable<(string, string)> settings)
        : this(ModelCatalog.BuiltIn, settings)
    {
    }

    private RoutingHarness(RoutingHarness other, int seed)
    {
        _options = other._options;
        Providers = other.Providers;
        Resolver = other.Resolver;
        Policies = other.Policies;
        Table = new RouteTable(_options.Routing, Resolver, new Random(seed));
        Router = new Router(_options.Routing, Table, new AutoModels(_options.Routing, Table), new ExperimentTable(_options.Experiments), Health, Time, new Random(seed));
    }

    public ManualTimeProvider Time { get; } = new();

    public ScriptedHealth Health { get; } = new();

    public ProviderRegistry Providers { get; }

    public ModelResolver Resolver { get; }

    public RouteTable Table { get; }

    public AppPolicies Policies { get; }

    public Router Router { get; }

    /// <summary>Another instance of the same app.</summary>
    public RoutingHarness Restarted(int seed) => new(this, seed);

    public static Router RouterOf(GatewayOptions options, ProviderRegistry providers, TimeProvider time)
    {
        RouteTable table = new(options.Routing, new ModelResolver(providers, ModelCatalog.BuiltIn), new Random(1));
        return new Router(options.Routing, table, new AutoModels(options.Routing, table), new ExperimentTable(options.Experiments), new UnknownHealth(), time, new Random(1));
    }

    public RoutingDecision Route(ChatRequest request, string app = "shop", string? strategy = null, string? maxCost = null) =>
        Router.Route(request, Demand.Of(request), Policies.Of(app), RoutingWishes.Read(strategy, maxCost) with { App = app });

    public RoutingDecision Route(string model, string app = "shop", string? strategy = null, string? maxCost = null) =>
        Route(Ask(model), app, strategy, maxCost);

    /// <summary>The candidates in their order, as <c>provider/model</c>.</summary>
    public string[] Names(ChatRequest request, string app = "shop", string? strategy = null, string? maxCost = null) =>
        [.. Route(request, app, strategy, maxCost).Candidates.Select(static candidate => candidate.ToString())];

    public string[] Names(string model, string app = "shop", string? strategy = null, string? maxCost = null) => Names(Ask(model), app, strategy, maxCost);

    public GatewayError Refused(ChatRequest request, string app = "shop", string? maxCost = null) =>
        Assert.Throws<GatewayException>(() => Route(request, app, maxCost: maxCost)).Error;

    public GatewayError Refused(string model, string app = "shop", string? maxCost = null) => Refused(Ask(model), app, maxCost);

    public static ChatRequest Ask(string model, string prompt = "Hello") =>
        new() { Model = model, Messages = [new ChatMessage { Role = "user", Content = prompt }] };

    public static ModelCatalog Catalog(params (string Provider, string Models)[] files) => ModelCatalog.Load(files.ToDictionary(
        static file => $"{file.Provider}.json",
        static file => Encoding.UTF8.GetBytes($$"""{"provider":"{{file.Provider}}","as_of":"2026-01-01","source":"a test","currency":"USD","unit":"per million tokens","models":[{{file.Models}}]}""")));
}
