using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Routing;

public sealed class AutoTests
{
    private static readonly (string, string)[] All = [.. RoutingHarness.Keys, ("GEMINI_API_KEY", "k"), ("DASHSCOPE_API_KEY", "k")];

    [Theory]
    [InlineData("financial_analysis", "deepseek/deepseek-v4-pro", "openai/gpt-5.4", "dashscope/qwen3.5-plus", "openai/gpt-5.4-mini")]
    [InlineData("Code_Generation", "deepseek/deepseek-v4-pro", "openai/gpt-5.4", "dashscope/qwen3-coder-plus", "anthropic/claude-sonnet-4-6")]
    [InlineData("data_extraction", "openai/gpt-5.4", "dashscope/qwen3.5-plus", "openai/gpt-5.4-mini", "deepseek/deepseek-v4-flash")]
    [InlineData("translation", "dashscope/qwen3.5-plus", "openai/gpt-5.4", "deepseek/deepseek-v4-flash")]
    public void The_task_decides(string task, params string[] expected) =>
        Assert.Equal(expected, new RoutingHarness(All).Names(RoutingHarness.Ask("auto") with { TaskType = task })[..expected.Length]);

    [Fact]
    public void The_lists_can_be_edited_and_tasks_added()
    {
        RoutingHarness harness = new([.. All,
            ("Gateway__Routing__Tasks__translation__Primary__0", "gpt-4o"),
            ("Gateway__Routing__Tasks__poetry__Primary__0", "claude-opus-4-8"),
            ("Gateway__Routing__Tasks__poetry__Fallback__0", "gpt-4o"),
            ("Gateway__Routing__Auto__Simple__0", "deepseek-v4-flash")]);
        Assert.Equal("openai/gpt-4o", harness.Names(RoutingHarness.Ask("auto") with { TaskType = "translation" })[0]);
        Assert.Equal(["anthropic/claude-opus-4-8", "openai/gpt-4o"], harness.Names(RoutingHarness.Ask("auto") with { TaskType = "poetry" })[..2]);
        Assert.Equal("deepseek/deepseek-v4-flash", harness.Names("auto")[0]);
        Assert.Equal("deepseek/deepseek-v4-flash", harness.Names(RoutingHarness.Ask("auto") with { TaskType = "no-such-task" })[0]);
    }

    [Fact]
    public void The_strategy_chooses_within_the_primary_list_and_not_from_the_fallbacks()
    {
        ChatRequest request = RoutingHarness.Ask("auto") with { TaskType = "financial_analysis" };
        RoutingHarness harness = new(All);
        harness.Health["deepseek/deepseek-v4-pro"] = CandidateHealth.Unknown with { InFlight = 5 };
        Assert.Equal(["openai/gpt-5.4", "deepseek/deepseek-v4-pro", "dashscope/qwen3.5-plus"], harness.Names(request, strategy: "least_connections")[..3]);
    }

    [Fact]
    public void Without_a_task_the_length_of_the_prompt_and_of_the_answer_and_what_is_asked_for_decide()
    {
        RoutingHarness harness = new(All);
        Assert.Equal("openai/gpt-5.4-nano", harness.Names("auto")[0]);
        Assert.Equal("openai/gpt-5.4-mini", harness.Names(RoutingHarness.Ask("auto", new string('a', 4 * 1000)))[0]);
        Assert.Equal("openai/gpt-5.4", harness.Names(RoutingHarness.Ask("auto", new string('a', 4 * 9000)))[0]);
        Assert.Equal("openai/gpt-5.4-mini", harness.Names(RoutingHarness.Ask("auto") with { MaxTokens = 2000 })[0]);
        Assert.Equal("openai/gpt-5.4", harness.Names(RoutingHarness.Ask("auto") with { MaxTokens = 9000 })[0]);
        Assert.Equal("openai/gpt-5.4", harness.Names(RoutingHarness.Ask("auto") with { ReasoningEffort = "high" })[0]);
        Assert.Equal("openai/gpt-5.4-mini", harness.Names(RoutingHarness.Ask("auto") with { ResponseFormat = new ResponseFormat { Type = "json_schema" } })[0]);
    }

    [Fact]
    public void The_thresholds_can_be_set()
    {
        RoutingHarness harness = new([.. All, ("Gateway__Routing__Auto__SimplePromptTokens", "2"), ("Gateway__Routing__Auto__ComplexPromptTokens", "20")]);
        Assert.Equal("openai/gpt-5.4-mini", harness.Names(RoutingHarness.Ask("auto", new string('a', 40)))[0]);
        Assert.Equal("openai/gpt-5.4", harness.Names(RoutingHarness.Ask("auto", new string('a', 80)))[0]);
    }

    [Fact]
    public void What_is_configured_serves_though_no_list_names_it()
    {
        RoutingHarness harness = new(
            ("Gateway__Providers__mine__Dialect", "openai"), ("Gateway__Providers__mine__BaseUrl", "http://localhost:1"), ("Gateway__Providers__mine__Models__0", "house-model"));
        Assert.Equal(["mine/house-model"], harness.Names("auto"));
        Assert.InRange(new RoutingHarness(("XAI_API_KEY", "k")).Names("auto").Length, 2, 5);

        // The built-in echo is nobody's choice.
        GatewayError error = new RoutingHarness().Refused("auto");
        Assert.Equal(ErrorKind.ModelNotFound, error.Kind);
        Assert.Contains("which is not configured", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_may_stand_for_it_and_a_chain_may_end_with_it()
    {
        RoutingHarness harness = new([.. All, ("Gateway__Routing__Aliases__any", "auto")]);
        Assert.Equal(harness.Names("auto"), harness.Names("any"));
        Assert.Equal(["anthropic/claude-haiku-4-5", "openai/gpt-5.4-nano"], harness.Names(RoutingHarness.Ask("x") with { Models = ["claude-haiku-4-5", "auto"] })[..2]);
    }

    [Fact]
    public void It_makes_no_embeddings()
    {
        RoutingHarness harness = new(All);
        EmbeddingsRequest request = new() { Model = "auto", Input = EmbeddingsInput.Of("a") };
        GatewayException exception = Assert.Throws<GatewayException>(() => harness.Router.Route(request, Demand.Of(request), harness.Policies.Of("a"), RoutingWishes.None));
        Assert.Equal((ErrorKind.InvalidRequest, "model"), (exception.Error.Kind, exception.Error.Param));
    }

    [Fact]
    public void Every_model_of_the_built_in_lists_is_in_the_catalog()
    {
        AutoData data = AutoData.Load();
        IEnumerable<string> names = [.. data.Tasks.Values.SelectMany(static task => task.Primary.Concat(task.Fallback)), .. data.Simple, .. data.Medium, .. data.Complex];
        Assert.All(names, static name => Assert.NotEmpty(ModelCatalog.BuiltIn.FindById(name)));
    }
}
