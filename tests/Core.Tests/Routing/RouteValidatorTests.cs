using LlmFunctions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Routing;

public sealed class RouteValidatorTests
{
    [Fact]
    public void Every_setting_of_routing_is_read()
    {
        RoutingHarness harness = new([.. RoutingHarness.Keys,
            ("Gateway__Routing__Routes__r__Models__0", "gpt-4o"), ("Gateway__Routing__Routes__r__Weights__0", "3"), ("Gateway__Routing__Routes__r__Strategy", "Weighted"),
            ("Gateway__Apps__Shop__MaxRetries", "4"), ("Gateway__Apps__Shop__Backoff", "0.25"), ("Gateway__Apps__Shop__Strategy", "cost_based")]);
        AppPolicy policy = harness.Policies.Of("shop");
        Assert.Equal((4, TimeSpan.FromMilliseconds(250), "cost_optimized"), (policy.MaxRetries, policy.Backoff, policy.Strategy));
        Assert.Equal((null, null, null), (harness.Policies.Of("another").MaxRetries, harness.Policies.Of("another").Backoff, harness.Policies.Of("another").Strategy));
        Assert.Equal(3, harness.Table.Find("r", harness.Time.GetUtcNow())!.Tiers[0].Entries[0].Weight);
        Assert.Equal("weighted", harness.Route("r").Strategy);
    }

    [Theory]
    [InlineData("Gateway__Routing__Routes__r__Strategy is 'luck', but must be one of priority, cost_optimized", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Strategy", "luck")]
    [InlineData("Gateway__Routing__Strategy is 'luck'", "Gateway__Routing__Strategy", "luck")]
    [InlineData("Gateway__Routing__Routes__r__Models is needed: a route without a model serves nothing.", "Gateway__Routing__Routes__r__Fallbacks__0", "gpt-4o")]
    [InlineData("Gateway__Routing__Routes__r__Weights__1 is the weight of a model that is not there.", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Weights__1", "2")]
    [InlineData("Gateway__Routing__Routes__r__Weights are all 0: one of them at least must be above.", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Weights__0", "0")]
    [InlineData("Gateway__Routing__Routes__r__Weights__0 must be a whole number from 0 to 1000000.", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Weights__0", "-1")]
    [InlineData("Gateway__Routing__Tasks__t__Primary is needed: a task without a model serves nothing.", "Gateway__Routing__Tasks__t__Models__0", "gpt-4o")]
    [InlineData("Gateway__Routing__Versions__0__Model is needed: it says which model the version is of.", "Gateway__Routing__Versions__0__Sunset", "2026-01-01")]
    [InlineData("Gateway__Routing__Versions__0__Sunset is before Deprecated.", "Gateway__Routing__Versions__0__Model", "gpt-4o", "Gateway__Routing__Versions__0__Sunset", "2026-01-01", "Gateway__Routing__Versions__0__Deprecated", "2026-01-02")]
    [InlineData("Gateway__Routing__Versions__0__Sunset must be a date such as 2026-12-31 or 2026-12-31T18:00:00Z.", "Gateway__Routing__Versions__0__Model", "gpt-4o", "Gateway__Routing__Versions__0__Sunset", "soon")]
    [InlineData("Gateway__Routing__Auto__ComplexPromptTokens must be above SimplePromptTokens.", "Gateway__Routing__Auto__ComplexPromptTokens", "500")]
    [InlineData("Gateway__Routing__Aliases__a is unknown. The model 'no-such-model' does not exist here.", "Gateway__Routing__Aliases__a", "no-such-model")]
    [InlineData("Gateway__Routing__Routes__r__Models__1 is unknown. The model 'no-such-model' does not exist here.", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Models__1", "no-such-model")]
    [InlineData("Gateway__Routing__Routes__r__Fallbacks__0 is unknown. The model 'echo' is reached as 'sandbox/echo'.", "Gateway__Routing__Routes__r__Models__0", "gpt-4o", "Gateway__Routing__Routes__r__Fallbacks__0", "echo")]
    [InlineData("Gateway__Routing__Tasks__t__Fallback__0 is unknown.", "Gateway__Routing__Tasks__t__Fallback__0", "no-such-model")]
    [InlineData("Gateway__Routing__Auto__Simple__0 is unknown.", "Gateway__Routing__Auto__Simple__0", "no-such-model")]
    [InlineData("Gateway__Apps__shop__Fallbacks__0 is unknown.", "Gateway__Apps__shop__Fallbacks__0", "no-such-model")]
    [InlineData("Gateway__Apps__shop__AllowedModels__0 is unknown.", "Gateway__Apps__shop__AllowedModels__0", "no-such-model")]
    [InlineData("Gateway__Routing__Versions__0__Replacement is unknown.", "Gateway__Routing__Versions__0__Model", "gpt-4o", "Gateway__Routing__Versions__0__Sunset", "2026-01-01", "Gateway__Routing__Versions__0__Replacement", "no-such-model")]
    [InlineData("Gateway__Routing__Aliases__a leads back to itself: a → b → a.", "Gateway__Routing__Aliases__a", "b", "Gateway__Routing__Aliases__b", "a")]
    [InlineData("Gateway__Routing__Routes__r leads back to itself: r → R.", "Gateway__Routing__Routes__r__Models__0", "R")]
    [InlineData("Gateway__Routing__Aliases__a leads back to itself: a → r → s → a.", "Gateway__Routing__Aliases__a", "r", "Gateway__Routing__Routes__r__Models__0", "s", "Gateway__Routing__Routes__s__Models__0", "gpt-4o", "Gateway__Routing__Routes__s__Fallbacks__0", "a")]
    [InlineData("Gateway__Routing__Versions__0__Replacement leads back to itself: gpt-4o → gpt-4o-mini → gpt-4o.", "Gateway__Routing__Versions__0__Model", "gpt-4o", "Gateway__Routing__Versions__0__Replacement", "gpt-4o-mini", "Gateway__Routing__Versions__1__Model", "gpt-4o-mini", "Gateway__Routing__Versions__1__Replacement", "gpt-4o")]
    [InlineData("Gateway__Routing__Routes__r__Models__0 is 'auto', which chooses by the request and cannot be a part of something else.", "Gateway__Routing__Routes__r__Models__0", "auto")]
    [InlineData("Gateway__Routing__Aliases__gpt-4o would never be used: 'gpt-4o' is the id of a model of 'openai'.", "Gateway__Routing__Aliases__gpt-4o", "claude-haiku-4-5")]
    [InlineData("Gateway__Routing__Routes__r would never be used: there is an alias of the same name.", "Gateway__Routing__Aliases__r", "gpt-4o", "Gateway__Routing__Routes__r__Models__0", "gpt-4o")]
    [InlineData("Gateway__Routing__Versions speaks of 'gpt-4o' more than once.", "Gateway__Routing__Versions__0__Model", "gpt-4o", "Gateway__Routing__Versions__1__Model", "gpt-4o")]
    [InlineData("Gateway__Routing__Nope is not a setting", "Gateway__Routing__Nope", "x")]
    [InlineData("Gateway__Apps__shop__MaxRetries must be a whole number from 0 to 20.", "Gateway__Apps__shop__MaxRetries", "21")]
    public void Settings_that_could_not_work_are_refused_with_the_reason(string expected, params string[] settings)
    {
        (string, string)[] all = [.. RoutingHarness.Keys, .. settings.Chunk(2).Select(static pair => (pair[0], pair[1]))];
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => new RoutingHarness(all));
        Assert.Contains(exception.Errors, error => error.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => new RoutingHarness(
            ("Gateway__Routing__Aliases__a", "b"), ("Gateway__Routing__Aliases__b", "a"), ("Gateway__Routing__Aliases__c", "no-such-model"), ("Gateway__Apps__x__Fallbacks__0", "nor-this")));
        Assert.Equal(
            ["Gateway__Apps__x__Fallbacks__0", "Gateway__Routing__Aliases__a", "Gateway__Routing__Aliases__c"],
            exception.Errors.Select(static error => error.Split(' ')[0]).Order(StringComparer.Ordinal));
    }
}
