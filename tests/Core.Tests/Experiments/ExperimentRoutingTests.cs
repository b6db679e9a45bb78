using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Experiments;
using LlmFunctions.Routing;
using LlmFunctions.Tests.Routing;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

/// <summary>Which calls an experiment splits, and who answers them.</summary>
public sealed class ExperimentRoutingTests
{
    private const string Prefix = "Gateway__Experiments__size__";

    private static readonly (string, string)[] Split =
    [
        .. RoutingHarness.Keys,
        ("Gateway__Routing__Aliases__fast", "gpt-4o-mini"),
        ($"{Prefix}Model", "fast"),
        ($"{Prefix}Variants__control__Target", "fast"),
        ($"{Prefix}Variants__large__Target", "gpt-4o"),
    ];

    private readonly RoutingHarness _harness = new(Split);

    [Fact]
    public void Users_are_split_and_each_stays_with_his_variant_on_every_instance()
    {
        RoutingHarness other = _harness.Restarted(7);
        Dictionary<string, string> answeredBy = [];
        for (int i = 0; i < 60; i++)
        {
            RoutingDecision decision = _harness.Route(Of($"user-{i}"));
            answeredBy[decision.Experiment!.Variant] = decision.Candidates[0].Model;
            Assert.Equal("size", decision.Experiment.Experiment);
            Assert.Equal(decision.Experiment, other.Route(Of($"user-{i}", "Something else")).Experiment);
        }

        Assert.Equal([("control", "gpt-4o-mini"), ("large", "gpt-4o")], answeredBy.Select(static pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void A_conversation_without_a_user_stays_with_its_variant_when_it_goes_on()
    {
        HashSet<string> variants = [];
        for (int i = 0; i < 40; i++)
        {
            ChatRequest first = RoutingHarness.Ask("fast", $"Question {i}");
            ChatRequest second = RoutingHarness.Ask("fast", $"Question {i}");
            second.Messages = [new ChatMessage { Role = "system", Content = "It is noon." }, .. second.Messages, new ChatMessage { Role = "assistant", Content = "Yes?" }, new ChatMessage { Role = "user", Content = "Go on." }];
            variants.Add(_harness.Route(first).Experiment!.Variant);
            Assert.Equal(_harness.Route(first).Experiment, _harness.Route(second).Experiment);
        }

        Assert.Equal(2, variants.Count);
    }

    [Fact]
    public void Users_of_the_same_name_in_two_apps_are_two_users() => Assert.Contains(
        Enumerable.Range(0, 40),
        number => _harness.Route(Of($"user-{number}"), "shop").Experiment != _harness.Route(Of($"user-{number}"), "forum").Experiment);

    [Fact]
    public void Only_who_asks_for_the_name_itself_takes_part()
    {
        Assert.NotNull(_harness.Route(RoutingHarness.Ask("FAST")).Experiment);
        Assert.Null(_harness.Route(RoutingHarness.Ask("gpt-4o-mini")).Experiment);

        ChatRequest chain = RoutingHarness.Ask("fast");
        chain.Models = ["fast", "gpt-4o"];
        Assert.Null(_harness.Route(chain).Experiment);

        ChatRequest atProvider = RoutingHarness.Ask("fast");
        atProvider.Provider = "openai";
        Assert.Null(_harness.Route(atProvider).Experiment);

        ChatRequest compared = RoutingHarness.Ask("fast");
        Assert.Null(_harness.Router.Route(compared, Demand.Of(compared), _harness.Policies.Of("shop"), new RoutingWishes { App = "shop", JoinsExperiments = false }).Experiment);
    }

    [Fact]
    public void Embeddings_are_never_split()
    {
        RoutingHarness harness = new([.. RoutingHarness.Keys, ($"{Prefix}Model", "text-embedding-3-small"), ($"{Prefix}Variants__a__Target", "text-embedding-3-small"), ($"{Prefix}Variants__b__Target", "text-embedding-3-large")]);
        EmbeddingsRequest request = new() { Model = "text-embedding-3-small", Input = EmbeddingsInput.Of("Hello") };
        RoutingDecision decision = harness.Router.Route(request, Demand.Of(request), harness.Policies.Of("shop"), new RoutingWishes { App = "shop" });

        Assert.Equal((null, "text-embedding-3-small"), (decision.Experiment, decision.Candidates[0].Model));
    }

    [Fact]
    public void An_experiment_is_under_way_between_its_times_for_its_apps_and_while_it_is_on()
    {
        DateTimeOffset now = new RoutingHarness(Split).Time.GetUtcNow();
        string yesterday = now.AddDays(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        string tomorrow = now.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsSplit(("Start", yesterday), ("End", tomorrow)));
        Assert.False(IsSplit(("Start", tomorrow)));
        Assert.False(IsSplit(("End", yesterday)));
        Assert.True(IsSplit(("Apps__0", "Shop")));
        Assert.False(IsSplit(("Apps__0", "forum")));
        Assert.False(IsSplit(("Enabled", "off")));

        RoutingHarness timed = new([.. Split, ($"{Prefix}Start", tomorrow)]);
        timed.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(timed.Route("fast").Experiment);
    }

    [Fact]
    public void Who_may_call_the_model_may_call_its_variants_and_nobody_else_may()
    {
        (string, string)[] limited = [.. Split, ("Gateway__Apps__shop__AllowedModels__0", "fast"), ("Gateway__Apps__forum__AllowedModels__0", "gpt-4o-mini"), ($"{Prefix}Apps__0", "shop")];
        RoutingHarness harness = new(limited);
        Assert.Equal(["gpt-4o", "gpt-4o-mini"], Enumerable.Range(0, 40).Select(number => harness.Route(Of($"user-{number}")).Candidates[0].Model).Distinct().Order());
        harness.Refused("claude-haiku-4-5");
        harness.Refused("gpt-4o", "forum");
        Assert.Null(harness.Route("fast", "forum").Experiment);

        ChatRequest request = RoutingHarness.Ask("gpt-4o");
        RoutingWishes key = new() { App = "shop", AllowedModels = ["fast"] };
        Assert.Equal("gpt-4o", harness.Router.Route(request, Demand.Of(request), AppPolicy.Default, key).Candidates[0].Model);
        Assert.Throws<GatewayException>(() => harness.Router.Route(request, Demand.Of(request), AppPolicy.Default, key with { App = "forum" }));
    }

    [Fact]
    public void A_variant_falls_back_as_any_other_call_does()
    {
        RoutingHarness harness = new([.. Split[..^1], ("Gateway__Routing__Routes__safe__Models__0", "gpt-4o"), ("Gateway__Routing__Routes__safe__Fallbacks__0", "claude-haiku-4-5"), ($"{Prefix}Variants__large__Target", "safe")]);
        RoutingDecision large = Enumerable.Range(0, 40).Select(number => harness.Route(Of($"user-{number}"))).First(static decision => decision.Experiment!.Variant == "large");

        Assert.Equal(["gpt-4o", "claude-haiku-4-5"], large.Candidates.Select(static candidate => candidate.Model));
    }

    private static bool IsSplit(params (string Name, string Value)[] settings) =>
        new RoutingHarness([.. Split, .. settings.Select(static setting => (Prefix + setting.Name, setting.Value))]).Route("fast").Experiment is not null;

    private static ChatRequest Of(string user, string prompt = "Hello")
    {
        ChatRequest request = RoutingHarness.Ask("fast", prompt);
        request.UserId = user;
        return request;
    }
}
