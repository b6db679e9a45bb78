using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Routing;

/// <summary>Who is taken out before the strategy chooses, and what is said when nobody is left.</summary>
public sealed class FilterTests
{
    private static readonly (string, string)[] Route =
    [
        .. RoutingHarness.Keys,
        ("Gateway__Routing__Routes__pool__Models__0", "plain"),
        ("Gateway__Routing__Routes__pool__Models__1", "eyes"),
        ("Gateway__Routing__Routes__pool__Models__2", "unknown"),
    ];

    [Fact]
    public void A_model_that_cannot_see_is_not_shown_a_picture() => Assert.Equal(
        ["anthropic/eyes", "deepseek/unknown"],
        Build().Names(new ChatRequest { Model = "pool", Messages = [new ChatMessage { Role = "user", Content = MessageContent.FromParts([ContentPart.OfImage("https://example.org/a.png")]) }] }));

    [Fact]
    public void A_model_without_tools_is_given_none() => Assert.Equal(
        ["anthropic/eyes", "deepseek/unknown"],
        Build().Names(RoutingHarness.Ask("pool") with { Tools = [new ToolDefinition { Type = "function", Function = new FunctionDefinition { Name = "f" } }] }));

    [Fact]
    public void What_only_makes_an_answer_better_orders_and_excludes_nobody()
    {
        Assert.Equal(["anthropic/eyes", "deepseek/unknown", "openai/plain"], Build().Names(RoutingHarness.Ask("pool") with { ReasoningEffort = "high" }));
        Assert.Equal(["openai/plain", "anthropic/eyes", "deepseek/unknown"], Build().Names(RoutingHarness.Ask("pool") with { ReasoningEffort = "none" }));
        ChatRequest schema = RoutingHarness.Ask("pool") with { ResponseFormat = new ResponseFormat { Type = "json_schema", JsonSchema = new JsonSchemaFormat { Name = "s", Schema = JsonElement.Parse("{}") } } };
        Assert.Equal(["anthropic/eyes", "deepseek/unknown", "openai/plain"], Build().Names(schema));
        Assert.Equal(["openai/plain"], Build().Names(schema with { Model = "plain" }));
    }

    [Fact]
    public void A_prompt_that_is_surely_too_long_excludes_and_one_that_may_be_only_orders()
    {
        // "plain" takes 1,000 tokens, "eyes" 10,000, of "unknown" nothing is known. A word is two tokens.
        Assert.Equal("openai/plain", Build().Names(Words(400))[0]);
        Assert.Equal(["anthropic/eyes", "deepseek/unknown", "openai/plain"], Build().Names(Words(550)));
        Assert.Equal(["anthropic/eyes", "deepseek/unknown"], Build().Names(Words(700)));
        Assert.Equal(["deepseek/unknown"], Build().Names(Words(7000)));
        Assert.Equal(["anthropic/eyes", "deepseek/unknown", "openai/plain"], Build().Names(Words(400) with { MaxTokens = 500 }));

        GatewayError error = Build().Refused(Words(700) with { Model = "plain" });
        Assert.Equal((ErrorKind.ContextLengthExceeded, "model"), (error.Kind, error.Param));
        Assert.Contains("The model 'plain' takes 1000 tokens, and the prompt has about 1404.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_does_not_embed_makes_no_embeddings_and_one_that_does_does_not_chat()
    {
        RoutingHarness harness = new(RoutingHarness.Keys);
        EmbeddingsRequest request = new() { Model = "gpt-4o", Input = EmbeddingsInput.Of("a") };
        GatewayException exception = Assert.Throws<GatewayException>(() => harness.Router.Route(request, Demand.Of(request), harness.Policies.Of("a"), RoutingWishes.None));
        Assert.Equal(("The model 'gpt-4o' does not make embeddings.", ErrorKind.UnsupportedField), (exception.Message, exception.Error.Kind));
        Assert.Equal("The model 'text-embedding-3-small' cannot do chat.", harness.Refused("text-embedding-3-small").Message);
    }

    [Theory]
    [InlineData("plain", "openai/plain")]
    [InlineData("openai/plain", "openai/plain")]
    [InlineData("openai/*", "openai/plain")]
    [InlineData("pl*", "openai/plain")]
    [InlineData("*", "openai/plain,anthropic/eyes,deepseek/unknown")]
    [InlineData("some", "openai/plain,anthropic/eyes")]
    [InlineData("short", "anthropic/eyes")]
    public void An_app_calls_only_what_it_may(string allowed, string expected)
    {
        RoutingHarness harness = Build(
            ("Gateway__Apps__shop__AllowedModels__0", allowed),
            ("Gateway__Routing__Aliases__short", "eyes"),
            ("Gateway__Routing__Routes__some__Models__0", "plain"),
            ("Gateway__Routing__Routes__some__Models__1", "eyes"));
        Assert.Equal(expected.Split(','), harness.Names("pool"));
        Assert.Equal(3, harness.Names("pool", app: "another").Length);
    }

    [Fact]
    public void An_app_that_may_call_none_of_them_is_told_so()
    {
        RoutingHarness harness = Build(("Gateway__Apps__shop__AllowedModels__0", "unknown"));
        GatewayError error = harness.Refused("plain");
        Assert.Equal((ErrorKind.PermissionDenied, "model"), (error.Kind, error.Param));
        Assert.Equal("The model 'plain' is not among the models that this app may use.", error.Message);
        Assert.Equal(ErrorKind.PermissionDenied, harness.Refused("openai/anything").Kind);
    }

    [Fact]
    public void What_would_cost_more_than_the_request_allows_falls_out_as_does_what_has_no_price()
    {
        // 500 tokens of an answer: 10 dollars a million at "plain", 1 at "eyes".
        ChatRequest request = RoutingHarness.Ask("pool") with { MaxTokens = 500 };
        Assert.Equal(["anthropic/eyes"], Build().Names(request, maxCost: "0.002"));
        Assert.Equal(["openai/plain", "anthropic/eyes"], Build().Names(request, maxCost: "0.02"));

        GatewayError error = Build().Refused(request, maxCost: "0.0001");
        Assert.Equal((ErrorKind.InvalidRequest, "x-llm-max-cost"), (error.Kind, error.Param));
        Assert.Contains("anthropic/eyes would cost about 0.000506 US dollars, above the 0.0001 allowed; deepseek/unknown has no known price", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cheap")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("0,5")]
    public void A_price_that_is_none_is_refused(string price) =>
        Assert.Equal("x-llm-max-cost", Assert.Throws<GatewayException>(() => Build().Route("pool", maxCost: price)).Error.Param);

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3601")]
    [InlineData("00:00:10")]
    public void A_time_that_is_none_is_refused(string timeout) =>
        Assert.Equal("x-llm-timeout", Assert.Throws<GatewayException>(() => RoutingWishes.Read(null, null, timeout)).Error.Param);

    [Fact]
    public void A_time_is_in_seconds() => Assert.Equal(TimeSpan.FromSeconds(2.5), RoutingWishes.Read(null, null, " 2.5 ").Timeout);

    [Fact]
    public void Who_is_down_is_left_out_and_the_error_says_how_long_when_all_are()
    {
        RoutingHarness harness = Build();
        harness.Health.Down("openai/plain", "has an open circuit", 30);
        Assert.Equal(["anthropic/eyes", "deepseek/unknown"], harness.Names("pool"));

        harness.Health.Down("anthropic/eyes", "is cooling down", 12);
        harness.Health.Down("deepseek/unknown", "has an open circuit", 25);
        GatewayError error = harness.Refused("pool");
        Assert.Equal((ErrorKind.NoHealthyProvider, TimeSpan.FromSeconds(12), null), (error.Kind, error.RetryAfter, error.Param));
        Assert.Equal(
            "No model is left that could serve 'pool': openai/plain has an open circuit; anthropic/eyes is cooling down; deepseek/unknown has an open circuit.",
            error.Message);
    }

    [Fact]
    public void When_nothing_but_rate_limits_is_in_the_way_of_all_it_is_a_rate_limit_and_the_shortest_wait()
    {
        RoutingHarness harness = Build();
        harness.Health.RateLimited("openai/plain", 30);
        harness.Health.RateLimited("anthropic/eyes", 7);
        harness.Health.RateLimited("deepseek/unknown", 12);
        GatewayError error = harness.Refused("pool");
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(7), null), (error.Kind, error.RetryAfter, error.Param));
        error = harness.Refused("eyes");
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));
    }

    [Fact]
    public void One_that_fell_out_for_another_reason_makes_it_a_503()
    {
        RoutingHarness harness = Build();
        harness.Health.RateLimited("openai/plain", 30);
        harness.Health.RateLimited("anthropic/eyes", 7);
        harness.Health.Down("deepseek/unknown", "has an open circuit", 12);
        Assert.Equal((ErrorKind.NoHealthyProvider, TimeSpan.FromSeconds(7)), (harness.Refused("pool").Kind, harness.Refused("pool").RetryAfter));

        harness = Build();
        harness.Health.RateLimited("anthropic/eyes", 7);
        harness.Health.RateLimited("deepseek/unknown", 12);
        Assert.Equal(ErrorKind.NoHealthyProvider, harness.Refused(Words(700)).Kind);
    }

    [Fact]
    public void Each_reason_is_told_and_waiting_is_advised_only_where_it_helps()
    {
        RoutingHarness harness = Build(("Gateway__Apps__shop__AllowedModels__0", "plain"), ("Gateway__Apps__shop__AllowedModels__1", "unknown"));
        harness.Health.Down("deepseek/unknown", "has an open circuit", 25);
        GatewayError error = harness.Refused(Words(700));
        Assert.Equal((ErrorKind.NoHealthyProvider, TimeSpan.FromSeconds(25)), (error.Kind, error.RetryAfter));
        Assert.Contains("openai/plain takes 1000 tokens", error.Message, StringComparison.Ordinal);
        Assert.Contains("anthropic/eyes is not among the models", error.Message, StringComparison.Ordinal);

        // The other could not serve it even if it were up.
        harness = Build(("Gateway__Apps__shop__AllowedModels__0", "plain"));
        harness.Health.Down("anthropic/eyes", "has an open circuit", 25);
        error = harness.Refused(Words(700));
        Assert.Equal((ErrorKind.InvalidRequest, null), (error.Kind, error.RetryAfter));
    }

    private static ChatRequest Words(int count) => RoutingHarness.Ask("pool", string.Concat(Enumerable.Repeat("eightlet", count)));

    private static RoutingHarness Build(params (string, string)[] settings) => new(
        RoutingHarness.Catalog(
            ("openai", """{"id":"plain","context_window":1000,"capabilities":["chat"],"prices":[{"input":"1","output":"10"}]}"""),
            ("anthropic", """{"id":"eyes","context_window":10000,"capabilities":["chat","vision","tools","json_schema","reasoning"],"prices":[{"input":"1","output":"1"}]}"""),
            ("deepseek", """{"id":"unknown"}""")),
        [.. Route, .. settings]);
}
