using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Routing;

public sealed class ModelResolverTests
{
    private static readonly (string, string)[] Usual =
    [
        ("OPENAI_API_KEY", "k"),
        ("ANTHROPIC_API_KEY", "k"),
        ("TOGETHER_API_KEY", "k"),
        ("Gateway__Providers__mine__Dialect", "openai"),
        ("Gateway__Providers__mine__BaseUrl", "https://models.example.org"),
        ("Gateway__Providers__mine__Models__0", "house-model"),
        ("Gateway__Providers__mine__Models__1", "gpt-4o-mini"),
    ];

    [Theory]
    [InlineData("gpt-4o", "openai", "gpt-4o")]
    [InlineData("claude-sonnet-4-6", "anthropic", "claude-sonnet-4-6")]
    [InlineData("house-model", "mine", "house-model")]
    [InlineData("gpt-4o-mini", "mine", "gpt-4o-mini")]
    [InlineData("openai/gpt-4o-mini", "openai", "gpt-4o-mini")]
    [InlineData("openai/not-in-the-catalog", "openai", "not-in-the-catalog")]
    [InlineData("mine/anything/with/slashes", "mine", "anything/with/slashes")]
    [InlineData("deepseek-ai/DeepSeek-V3.1", "together", "deepseek-ai/DeepSeek-V3.1")]
    [InlineData("gpt-9-of-the-future", "openai", "gpt-9-of-the-future")]
    [InlineData("Claude-Future", "anthropic", "Claude-Future")]
    [InlineData("sandbox/echo", "sandbox", "echo")]
    [InlineData("sandbox/anything", "sandbox", "anything")]
    public void A_model_is_found_by_its_exact_id_then_by_its_provider_then_by_how_its_name_begins(string model, string provider, string upstream)
    {
        Candidate candidate = new RoutingHarness(Usual).Route(model).Candidates[0];
        Assert.Equal((provider, upstream), (candidate.Provider.Name, candidate.Model));
    }

    [Fact]
    public void The_provider_that_the_request_names_is_used_for_any_model()
    {
        RoutingHarness harness = new(Usual);
        Assert.Equal(["mine/gpt-4o"], harness.Names(RoutingHarness.Ask("gpt-4o") with { Provider = "mine" }));
        Assert.Equal(["openai/gpt-4o"], harness.Names(RoutingHarness.Ask("openai/gpt-4o") with { Provider = "openai" }));
        GatewayError error = harness.Refused(RoutingHarness.Ask("gpt-4o") with { Provider = "nobody" });
        Assert.Equal((ErrorKind.InvalidRequest, "provider"), (error.Kind, error.Param));
    }

    [Fact]
    public void All_providers_of_a_model_are_its_candidates_in_the_order_of_preference() =>
        Assert.Equal(["mine/gpt-4o-mini", "openai/gpt-4o-mini"], new RoutingHarness(Usual).Names("gpt-4o-mini"));

    [Fact]
    public void A_chain_of_models_becomes_candidates_in_its_order() =>
        Assert.Equal(["mine/house-model", "openai/gpt-4o"], new RoutingHarness(Usual).Names(new ChatRequest { Models = ["house-model", "gpt-4o"] }));

    [Theory]
    [InlineData("no-such-model", "GET /v1/models")]
    [InlineData("grok-4.3", "'xai', which is not configured")]
    [InlineData("echo", "as 'sandbox/echo'")]
    [InlineData("mistral/x", "'mistral', which is not configured")]
    public void An_unknown_model_is_said_to_be_so_with_what_to_do(string model, string hint)
    {
        GatewayError error = new RoutingHarness(Usual).Refused(model);
        Assert.Equal((ErrorKind.ModelNotFound, "model"), (error.Kind, error.Param));
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("future-model")]
    [InlineData("not-built-yet/any")]
    public void A_model_whose_provider_cannot_be_configured_is_not_said_to_lack_configuration(string model)
    {
        ModelCatalog catalog = ModelCatalog.Load(new Dictionary<string, byte[]>
        {
            ["not-built-yet.json"] = """{"provider":"not-built-yet","currency":"USD","unit":"per million tokens","models":[{"id":"future-model"}]}"""u8.ToArray(),
        });
        RoutingHarness harness = new(catalog);

        Assert.Equal($"The model '{model}' is served by the provider 'not-built-yet', which this version cannot call.", harness.Refused(model).Message);
        Assert.Equal("This version cannot call the provider 'not-built-yet'.", harness.Refused(RoutingHarness.Ask(model) with { Provider = "not-built-yet" }).Message);
    }

    [Fact]
    public void A_provider_that_can_be_configured_is_named_before_one_that_cannot()
    {
        ModelCatalog catalog = ModelCatalog.Load(new Dictionary<string, byte[]>
        {
            ["not-built-yet.json"] = """{"provider":"not-built-yet","currency":"USD","unit":"per million tokens","precedence":-1,"models":[{"id":"shared-model"}]}"""u8.ToArray(),
            ["openai.json"] = """{"provider":"openai","currency":"USD","unit":"per million tokens","models":[{"id":"shared-model"}]}"""u8.ToArray(),
        });

        Assert.Contains("'openai', which is not configured", new RoutingHarness(catalog).Refused("shared-model").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_listed_id_is_one_that_a_request_can_ask_for()
    {
        RoutingHarness harness = new([.. Usual, ("Gateway__Routing__Aliases__fast", "gpt-4o"), ("Gateway__Routing__Routes__pair__Models__0", "house-model"), ("Gateway__Routing__Aliases__gone", "grok-4.3")]);
        ModelDirectory directory = new(harness.Providers, ModelCatalog.BuiltIn, harness.Resolver, harness.Table, harness.Time);
        ListedModel[] models = [.. directory.List(null)];
        Assert.Equal(models.Length, models.DistinctBy(static model => model.Id).Count());
        Assert.All(models, model => Assert.Equal(model.Provider, harness.Table.Find(model.Id, harness.Time.GetUtcNow())!.Tiers[0].Entries[0].Candidate.Provider.Name));
        Assert.All(directory.List("mine"), static model => Assert.Equal("mine", model.Provider));
        Assert.Equal(("openai", "mine", null), (directory.Find("fast")!.Provider, directory.Find("pair")!.Provider, directory.Find("gone")));
        Assert.Equal("mine", directory.Find("house-model")!.Provider);
        Assert.Equal("openai", directory.Find("openai/gpt-4o-mini")!.Provider);
        Assert.Equal("sandbox", directory.Find("sandbox/echo")!.Provider);
        Assert.Null(directory.Find("echo"));
    }

    [Fact]
    public void A_provider_without_a_key_is_there_only_when_it_needs_none()
    {
        Assert.Equal(["sandbox"], Build().Providers.All.Select(static provider => provider.Name));
        Assert.Equal(["ollama", "sandbox"], Build(("Gateway__Providers__ollama__Enabled", "on")).Providers.All.Select(static provider => provider.Name));
        Assert.Empty(Build(("Gateway__Providers__sandbox__Enabled", "off")).Providers.All);
    }

    [Fact]
    public void The_settings_key_beats_the_providers_own_variable_and_a_secrets_name_beats_both()
    {
        Assert.Equal("a", Build(("OPENAI_API_KEY", "b"), ("Gateway__Providers__openai__ApiKey", "a")).Providers.All[0].ApiKey);
        Provider provider = Build(("OPENAI_API_KEY", "b"), ("openai-key", "c"), ("Gateway__Providers__openai__Secret", "openai-key")).Providers.All[0];
        Assert.Equal((null, "openai-key"), (provider.ApiKey, provider.Secret));
        Assert.Equal("second", Build(("GOOGLE_API_KEY", "second")).Providers.All[0].ApiKey);
    }

    private static RoutingHarness Build(params (string, string)[] settings) => new(settings);
}
