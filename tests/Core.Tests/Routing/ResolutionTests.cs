using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Routing;

/// <summary>What names stand for. The clock stands at noon of 2026-01-15.</summary>
public sealed class ResolutionTests
{
    private static readonly (string, string)[] Keys = RoutingHarness.Keys;

    [Fact]
    public void An_alias_leads_to_a_model_a_route_or_another_alias_in_any_case()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Aliases__fast", "gpt-4o-mini"),
            ("Gateway__Routing__Aliases__faster", "FAST"),
            ("Gateway__Routing__Aliases__best", "strong"),
            ("Gateway__Routing__Aliases__far", "openai/not-in-the-catalog"),
            ("Gateway__Routing__Routes__strong__Models__0", "claude-opus-4-8")]);
        Assert.Equal(["openai/gpt-4o-mini"], harness.Names("faster"));
        Assert.Equal(["anthropic/claude-opus-4-8"], harness.Names("Best"));
        Assert.Equal(["openai/not-in-the-catalog"], harness.Names("far"));
    }

    [Fact]
    public void The_fallbacks_of_a_route_come_after_all_of_its_models_and_no_candidate_comes_twice()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Routes__smart__Models__0", "gpt-5.4"),
            ("Gateway__Routing__Routes__smart__Models__1", "claude-sonnet-4-6"),
            ("Gateway__Routing__Routes__smart__Fallbacks__0", "deepseek-v4-pro"),
            ("Gateway__Routing__Routes__smart__Fallbacks__1", "openai/gpt-5.4"),
            ("Gateway__Routing__Routes__smart__Fallbacks__2", "cheap"),
            ("Gateway__Routing__Routes__cheap__Models__0", "gpt-4o-mini"),
            ("Gateway__Routing__Routes__cheap__Models__1", "deepseek-v4-flash")]);
        string[] expected = ["openai/gpt-5.4", "anthropic/claude-sonnet-4-6", "deepseek/deepseek-v4-pro", "openai/gpt-4o-mini", "deepseek/deepseek-v4-flash"];
        Assert.Equal(expected, harness.Names("smart"));

        // Cheaper ones stay behind: a strategy chooses among the models, not among the fallbacks.
        Assert.Equal("deepseek/deepseek-v4-pro", harness.Names("smart", strategy: "cost_optimized")[2]);
    }

    [Fact]
    public void The_fallbacks_of_an_app_come_last_and_not_after_an_explicit_chain()
    {
        RoutingHarness harness = new([.. Keys, ("Gateway__Apps__Shop__Fallbacks__0", "claude-haiku-4-5"), ("Gateway__Apps__Shop__Fallbacks__1", "gpt-4o")]);
        Assert.Equal(["openai/gpt-4o", "anthropic/claude-haiku-4-5"], harness.Names("gpt-4o", app: "shop"));
        Assert.Equal(["openai/gpt-4o"], harness.Names("gpt-4o", app: "another"));
        Assert.Equal(["deepseek/deepseek-v4-pro"], harness.Names(new ChatRequest { Models = ["deepseek-v4-pro"] }, app: "shop"));
        EmbeddingsRequest embeddings = new() { Model = "text-embedding-3-small", Input = EmbeddingsInput.Of("a") };
        Assert.Equal("openai/text-embedding-3-small", Assert.Single(harness.Router.Route(embeddings, Demand.Of(embeddings), harness.Policies.Of("shop"), RoutingWishes.None).Candidates).ToString());
    }

    [Fact]
    public void A_chain_keeps_its_order_whatever_the_app_prefers_unless_the_request_itself_asks_for_a_strategy()
    {
        RoutingHarness harness = new([.. Keys, ("Gateway__Apps__shop__Strategy", "cost_optimized")]);
        ChatRequest chain = new() { Models = ["claude-opus-4-8", "deepseek-v4-flash", "gpt-5.4"] };
        Assert.Equal(["anthropic/claude-opus-4-8", "deepseek/deepseek-v4-flash", "openai/gpt-5.4"], harness.Names(chain));
        Assert.Equal(["deepseek/deepseek-v4-flash", "openai/gpt-5.4", "anthropic/claude-opus-4-8"], harness.Names(chain, strategy: "cost_optimized"));
        Assert.Equal("models[1]", harness.Refused(new ChatRequest { Models = ["gpt-4o", "no-such-model"] }).Param);
    }

    [Fact]
    public void A_deprecated_model_works_with_a_notice_from_its_day_on()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Versions__0__Model", "gpt-4o"),
            ("Gateway__Routing__Versions__0__Deprecated", "2026-02-01"),
            ("Gateway__Routing__Versions__0__Sunset", "2026-06-01T12:00:00Z"),
            ("Gateway__Routing__Aliases__old", "gpt-4o")]);
        Assert.Null(harness.Route("old").Candidates[0].Notice);

        harness.Time.Advance(TimeSpan.FromDays(17));
        Candidate candidate = Assert.Single(harness.Route("old").Candidates);
        Assert.Equal("openai/gpt-4o", candidate.ToString());
        Assert.Equal("The model 'gpt-4o' is deprecated and will be retired on 2026-06-01.", candidate.Notice!.Text);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), candidate.Notice.Deprecated);
        Assert.Null(harness.Route("gpt-4o-mini").Candidates[0].Notice);
    }

    [Fact]
    public void A_retired_model_is_replaced_wherever_it_is_named()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Versions__0__Model", "gpt-4o"),
            ("Gateway__Routing__Versions__0__Sunset", "2026-01-20"),
            ("Gateway__Routing__Versions__0__Replacement", "claude-sonnet-4-6"),
            ("Gateway__Routing__Versions__1__Model", "long-gone"),
            ("Gateway__Routing__Versions__1__Sunset", "2024-01-20"),
            ("Gateway__Routing__Versions__1__Replacement", "gpt-4o"),
            ("Gateway__Routing__Routes__r__Models__0", "gpt-4o"),
            ("Gateway__Routing__Routes__r__Models__1", "deepseek-v4-pro"),
            ("Gateway__Apps__strict__AllowedModels__0", "gpt-4o")]);
        Assert.Equal(["openai/gpt-4o"], harness.Names("gpt-4o"));
        Assert.Equal(["openai/gpt-4o"], harness.Names("long-gone"));
        Assert.Equal("The model 'gpt-4o' is deprecated and will be retired on 2026-01-20; use 'claude-sonnet-4-6'.", harness.Route("gpt-4o", app: "strict").Candidates[0].Notice!.Text);

        harness.Time.Advance(TimeSpan.FromDays(5));
        string[] asked = ["gpt-4o", "openai/gpt-4o", "long-gone"];
        Assert.All(asked, name => Assert.Equal(["anthropic/claude-sonnet-4-6"], harness.Names(name)));
        Assert.Equal(["anthropic/claude-sonnet-4-6", "deepseek/deepseek-v4-pro"], harness.Names("r"));
        Candidate candidate = harness.Route("gpt-4o", app: "strict").Candidates[0];
        Assert.Equal("The model 'gpt-4o' was retired on 2026-01-20; 'claude-sonnet-4-6' takes its place.", candidate.Notice!.Text);
    }

    [Fact]
    public void A_retired_model_that_nothing_replaces_is_gone_and_only_drops_out_of_a_chain()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Versions__0__Model", "gpt-4o"),
            ("Gateway__Routing__Versions__0__Sunset", "2026-01-10"),
            ("Gateway__Routing__Versions__1__Model", "long-gone"),
            ("Gateway__Routing__Versions__1__Sunset", "2024-01-20")]);
        string[] gone = ["gpt-4o", "openai/gpt-4o", "long-gone"];
        Assert.All(gone, name => Assert.Equal(ErrorKind.ModelRetired, harness.Refused(name).Kind));
        Assert.Equal((410, "invalid_request_error", "model_retired"), ErrorKinds.Describe(ErrorKind.ModelRetired));
        Assert.Contains("2026-01-10", harness.Refused("gpt-4o").Message, StringComparison.Ordinal);
        Assert.Equal(["anthropic/claude-haiku-4-5"], harness.Names(new ChatRequest { Models = ["gpt-4o", "claude-haiku-4-5"] }));
    }

    [Fact]
    public void The_catalog_knows_ends_as_well_and_the_settings_replace_what_it_says()
    {
        ModelCatalog catalog = RoutingHarness.Catalog(("openai", """{"id":"old","sunset":"2026-01-01","replacement":"new"},{"id":"new"},{"id":"other","deprecated":"2025-01-01"}"""));
        RoutingHarness harness = new(catalog, Keys);
        Assert.Equal(["openai/new"], harness.Names("old"));
        Assert.Equal("The model 'other' is deprecated.", harness.Route("other").Candidates[0].Notice!.Text);

        harness = new(catalog, [.. Keys, ("Gateway__Routing__Versions__0__Model", "openai/old"), ("Gateway__Routing__Versions__0__Sunset", "2027-01-01")]);
        Assert.Equal(["openai/old"], harness.Names("old"));
    }

    [Fact]
    public void A_route_whose_provider_is_switched_off_does_without_it_and_one_with_no_other_says_why()
    {
        RoutingHarness harness = new([.. Keys,
            ("Gateway__Routing__Routes__r__Models__0", "grok-4.3"),
            ("Gateway__Routing__Routes__r__Models__1", "gpt-4o"),
            ("Gateway__Routing__Routes__lone__Models__0", "grok-4.3")]);
        Assert.Equal(["openai/gpt-4o"], harness.Names("r"));
        GatewayError error = harness.Refused("lone");
        Assert.Equal(ErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("'grok-4.3' is served by the provider 'xai', which is not configured", error.Message, StringComparison.Ordinal);
    }
}
