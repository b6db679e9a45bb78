using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Routing.Strategies;
using Xunit;

namespace LlmFunctions.Tests.Routing;

public sealed class StrategyTests
{
    // Prices: input / output for a million tokens. "local" is in this network.
    private static readonly (string, string)[] Pool =
    [
        .. Own("dear", "https://dear.example.org"), .. Own("cheap", "https://cheap.example.org"), .. Own("local", "http://192.168.1.7:8000"),
        ("Gateway__Routing__Routes__pool__Models__0", "dear/m"),
        ("Gateway__Routing__Routes__pool__Models__1", "cheap/m"),
        ("Gateway__Routing__Routes__pool__Models__2", "local/m"),
    ];

    public static TheoryData<string> Names => [.. RoutingStrategies.Names];

    [Fact]
    public void Priority_keeps_the_order_in_which_the_models_are_given() => Assert.Equal(["dear/m", "cheap/m", "local/m"], Build().Names("pool", strategy: "priority"));

    [Theory]
    [InlineData("cost_optimized")]
    [InlineData("cost_based")]
    [InlineData("Cost_Optimized")]
    public void The_cheapest_is_first_and_one_without_a_price_last(string strategy) => Assert.Equal(["cheap/m", "dear/m", "local/m"], Build().Names("pool", strategy: strategy));

    [Fact]
    public void What_is_cheapest_depends_on_how_long_the_answer_may_be()
    {
        RoutingHarness harness = new(
            RoutingHarness.Catalog(
                ("openai", """{"id":"in","prices":[{"input":"1","output":"10"}]}"""),
                ("anthropic", """{"id":"out","prices":[{"input":"5","output":"5"}]}""")),
            [.. RoutingHarness.Keys, ("Gateway__Routing__Routes__pool__Models__0", "in"), ("Gateway__Routing__Routes__pool__Models__1", "out")]);
        string prompt = string.Concat(Enumerable.Repeat("word ", 1000));

        Assert.Equal("openai/in", harness.Names(RoutingHarness.Ask("pool", prompt) with { MaxTokens = 10 }, strategy: "cost_optimized")[0]);
        Assert.Equal("anthropic/out", harness.Names(RoutingHarness.Ask("pool", prompt) with { MaxTokens = 10_000 }, strategy: "cost_optimized")[0]);
        Assert.Equal("anthropic/out", harness.Names(RoutingHarness.Ask("pool", prompt) with { MaxTokens = 200, N = 50 }, strategy: "cost_optimized")[0]);
    }

    [Fact]
    public void The_one_that_is_expected_to_answer_soonest_is_first()
    {
        RoutingHarness harness = Build();
        harness.Health["dear/m"] = Healthy(latency: 100, firstToken: 90, inFlight: 3);
        harness.Health["cheap/m"] = Healthy(latency: 300, firstToken: 30);
        harness.Health["local/m"] = Healthy(latency: 350, firstToken: 340);

        // 100 ms, but four calls at once take four times as long.
        Assert.Equal(["cheap/m", "local/m", "dear/m"], harness.Names("pool", strategy: "performance_first"));

        harness.Health["dear/m"] = Healthy(latency: 100, firstToken: 90);
        Assert.Equal(["dear/m", "cheap/m", "local/m"], harness.Names("pool", strategy: "performance_first"));
        Assert.Equal(["cheap/m", "dear/m", "local/m"], harness.Names(RoutingHarness.Ask("pool") with { Stream = true }, strategy: "performance_first"));

        harness.Health["dear/m"] = Healthy(latency: 100, firstToken: 90) with { SuccessRate = 0.1 };
        Assert.Equal(["cheap/m", "local/m", "dear/m"], harness.Names("pool", strategy: "performance_first"));
    }

    [Fact]
    public void One_that_was_never_called_is_tried_but_not_by_many_at_once()
    {
        RoutingHarness harness = Build();
        harness.Health["dear/m"] = Healthy(latency: 100, firstToken: 90);
        harness.Health["local/m"] = Healthy(latency: 200, firstToken: 90);
        Assert.Equal("cheap/m", harness.Names("pool", strategy: "performance_first")[0]);

        harness.Health["cheap/m"] = CandidateHealth.Unknown with { InFlight = 1 };
        Assert.Equal(["dear/m", "local/m", "cheap/m"], harness.Names("pool", strategy: "performance_first"));
    }

    [Fact]
    public void What_is_in_this_network_is_first() => Assert.Equal(["local/m", "dear/m", "cheap/m"], Build().Names("pool", strategy: "local_first"));

    [Theory]
    [InlineData("http://localhost:11434", true)]
    [InlineData("http://127.0.0.1:8000/v1/", true)]
    [InlineData("http://[::1]:8000", true)]
    [InlineData("http://10.1.2.3", true)]
    [InlineData("http://172.31.0.1", true)]
    [InlineData("http://172.32.0.1", false)]
    [InlineData("http://[fd00::1]", true)]
    [InlineData("http://llama", true)]
    [InlineData("http://gpu.lan.internal", true)]
    [InlineData("https://api.example.org", false)]
    [InlineData("https://8.8.8.8", false)]
    public void An_address_tells_what_is_local(string address, bool isLocal) => Assert.Equal(isLocal, Locality.IsLocal(new Uri(address)));

    [Fact]
    public void Each_is_first_in_its_turn_and_the_others_follow()
    {
        RoutingHarness harness = Build();
        string[][] orders = [.. Enumerable.Range(0, 6).Select(_ => harness.Names("pool", strategy: "round_robin"))];
        Assert.Equal(3, orders.Take(3).Select(static order => order[0]).Distinct().Count());
        Assert.Equal(orders[..3], orders[3..]);
        string[] around = ["dear/m", "cheap/m", "local/m", "dear/m", "cheap/m"];
        Assert.All(orders, order => Assert.Equal(around.Skip(Array.IndexOf(around, order[0])).Take(3), order));
    }

    [Fact]
    public void The_fewest_calls_under_way_come_first_and_a_heavier_weight_takes_more()
    {
        RoutingHarness harness = new([.. Pool, ("Gateway__Routing__Routes__pool__Weights__2", "4")]);
        harness.Health["dear/m"] = Healthy(inFlight: 2);
        harness.Health["cheap/m"] = Healthy(inFlight: 1);
        harness.Health["local/m"] = Healthy(inFlight: 3);
        Assert.Equal(["local/m", "cheap/m", "dear/m"], harness.Names("pool", strategy: "least_connections"));
    }

    [Fact]
    public void Among_those_with_equally_few_calls_each_has_its_turn()
    {
        RoutingHarness harness = Build();
        Assert.Equal(3, Enumerable.Range(0, 3).Select(_ => harness.Names("pool", strategy: "least_connections")[0]).Distinct().Count());
    }

    [Fact]
    public void The_healthiest_is_first_and_a_small_difference_is_none()
    {
        RoutingHarness harness = Build();
        harness.Health["dear/m"] = Healthy() with { Score = 0.5 };
        harness.Health["cheap/m"] = Healthy() with { Score = 0.991 };
        harness.Health["local/m"] = Healthy() with { Score = 0.994 };
        Assert.Equal(["cheap/m", "local/m", "dear/m"], harness.Names("pool", strategy: "health_based"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_strategy_keeps_every_candidate_and_can_be_chosen_everywhere(string strategy)
    {
        RoutingHarness harness = new([.. Pool, ("Gateway__Apps__shop__Strategy", strategy)]);
        Assert.Equal(["cheap/m", "dear/m", "local/m"], harness.Names("pool").Order());
        Assert.Equal(strategy, harness.Route("pool").Strategy);
        Assert.Equal("priority", harness.Route("pool", app: "another").Strategy);

        harness = new([.. Pool, ("Gateway__Routing__Strategy", "local_first"), ("Gateway__Routing__Routes__pool__Strategy", strategy), ("Gateway__Apps__shop__Strategy", "priority")]);
        Assert.Equal(strategy, harness.Route("pool").Strategy);
        Assert.Equal("local_first", harness.Route("cheap/m", app: "another").Strategy);
        Assert.Equal("weighted", harness.Route("pool", strategy: "weighted").Strategy);
    }

    [Fact]
    public void A_strategy_that_does_not_exist_is_refused_with_those_that_do()
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => Build().Route("pool", strategy: "luck"));
        Assert.Equal((ErrorKind.InvalidRequest, "x-llm-strategy"), (exception.Error.Kind, exception.Error.Param));
        Assert.All(RoutingStrategies.Names, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
    }

    private static RoutingHarness Build() => new(
        RoutingHarness.Catalog(
            ("dear", """{"id":"m","prices":[{"input":"3","output":"15"}]}"""),
            ("cheap", """{"id":"m","prices":[{"input":"0.1","output":"0.4"}]}""")),
        Pool);

    private static CandidateHealth Healthy(int latency = 100, int firstToken = 50, int inFlight = 0) =>
        new(true, 1, TimeSpan.FromMilliseconds(latency), TimeSpan.FromMilliseconds(firstToken), inFlight, 1);

    private static (string, string)[] Own(string name, string address) =>
        [($"Gateway__Providers__{name}__Dialect", "openai"), ($"Gateway__Providers__{name}__BaseUrl", address), ($"Gateway__Providers__{name}__Models__0", "m")];
}
