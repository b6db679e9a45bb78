using Xunit;

namespace LlmFunctions.Tests.Routing;

/// <summary>That calls are spread as it is stated: Pearson's chi-square test, with chance from a seed.</summary>
public sealed class DistributionTests
{
    private const int Calls = 10_000;

    // What the statistic exceeds by chance in one of a thousand runs, by degrees of freedom.
    private static readonly Dictionary<int, double> Critical = new() { [1] = 10.83, [2] = 13.82, [3] = 16.27 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(80, 20)]
    [InlineData(1, 2, 3, 4)]
    [InlineData(70, 25, 5)]
    public void Weighted_spreads_calls_by_the_weights(params int[] weights)
    {
        RoutingHarness harness = Build(weights);
        Dictionary<string, int> counts = Count(harness, "weighted");
        AssertSpread(weights, [.. weights.Select((_, i) => counts.GetValueOrDefault($"sandbox/m{i}"))]);
    }

    [Fact]
    public void Weighted_spreads_what_falls_to_the_next_by_the_weights_of_those_that_remain()
    {
        int[] weights = [50, 30, 20];
        RoutingHarness harness = Build(weights);
        List<string> seconds = [];
        for (int i = 0; i < Calls; i++)
        {
            string[] order = harness.Names("pool", strategy: "weighted");
            if (order[0] == "sandbox/m0")
            {
                seconds.Add(order[1]);
            }
        }

        AssertSpread([30, 20], [seconds.Count(static name => name == "sandbox/m1"), seconds.Count(static name => name == "sandbox/m2")]);
    }

    [Fact]
    public void A_weight_of_0_is_never_first_but_is_there_when_the_others_fail()
    {
        RoutingHarness harness = Build([1, 0, 1]);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal("sandbox/m1", harness.Names("pool", strategy: "weighted")[2]);
        }
    }

    [Fact]
    public void A_model_at_two_providers_has_its_weight_once()
    {
        RoutingHarness harness = new(
            RoutingHarness.Catalog(("openai", """{"id":"both"},{"id":"single"}"""), ("anthropic", """{"id":"both"}""")),
            [
                .. RoutingHarness.Keys,
                ("Gateway__Routing__Routes__pool__Models__0", "both"), ("Gateway__Routing__Routes__pool__Weights__0", "50"),
                ("Gateway__Routing__Routes__pool__Models__1", "single"), ("Gateway__Routing__Routes__pool__Weights__1", "50"),
            ]);
        Dictionary<string, int> counts = Count(harness, "weighted");
        AssertSpread([25, 25, 50], [counts["openai/both"], counts["anthropic/both"], counts["openai/single"]]);
    }

    [Fact]
    public void Round_robin_gives_each_the_same_number_of_calls_to_within_one()
    {
        Dictionary<string, int> counts = Count(Build([1, 1, 1]), "round_robin");
        Assert.Equal(3, counts.Count);
        Assert.All(counts.Values, static count => Assert.InRange(count, Calls / 3, (Calls / 3) + 1));
    }

    [Fact]
    public void Round_robin_of_instances_that_start_together_is_even_as_well()
    {
        // Each instance begins its turn somewhere else: short-lived ones do not all prefer the first.
        Dictionary<string, int> counts = [];
        Random seeds = new(7);
        RoutingHarness harness = Build([1, 1, 1]);
        for (int i = 0; i < 3000; i++)
        {
            string first = harness.Restarted(seeds.Next()).Names("pool", strategy: "round_robin")[0];
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        AssertSpread([1, 1, 1], [.. counts.Values]);
    }

    private static Dictionary<string, int> Count(RoutingHarness harness, string strategy) =>
        Enumerable.Range(0, Calls).Select(_ => harness.Names("pool", strategy: strategy)[0]).CountBy(static name => name).ToDictionary();

    private static RoutingHarness Build(int[] weights) => new(weights.SelectMany(static (weight, i) => new[]
    {
        ($"Gateway__Routing__Routes__pool__Models__{i}", $"sandbox/m{i}"),
        ($"Gateway__Routing__Routes__pool__Weights__{i}", $"{weight}"),
    }));

    private static void AssertSpread(int[] weights, int[] counts)
    {
        double total = counts.Sum();
        double sum = weights.Sum();
        double statistic = weights.Zip(counts, (weight, count) => Math.Pow(count - (total * weight / sum), 2) / (total * weight / sum)).Sum();
        Assert.True(statistic < Critical[weights.Length - 1], $"{string.Join(" : ", counts)} for {string.Join(" : ", weights)}; chi-square {statistic:0.0}");
    }
}
