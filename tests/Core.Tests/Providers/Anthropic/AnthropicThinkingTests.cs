using LlmFunctions.Chat;
using LlmFunctions.Providers.Anthropic;
using Xunit;

namespace LlmFunctions.Tests.Providers.Anthropic;

public sealed class AnthropicThinkingTests
{
    [Theory]
    [InlineData("minimal", 64_000, 1024)]
    [InlineData("low", 64_000, 2048)]
    [InlineData("medium", 64_000, 8192)]
    [InlineData("HIGH", 64_000, 16_384)]
    [InlineData("xhigh", 64_000, 32_768)]
    [InlineData("high", 4096, 3072)]
    [InlineData("high", 1025, 1024)]
    [InlineData("high", 1024, null)]
    public void A_budget_leaves_room_for_the_answer(string effort, int limit, int? budget)
    {
        (AnthropicThinking thinking, List<string> dropped) = Plan("claude-haiku-4-5", effort, limit);

        Assert.Equal(budget, thinking.Options?.BudgetTokens);
        Assert.Equal(budget is null ? ["reasoning_effort"] : [], dropped);
        Assert.True(budget is null || budget < limit);
        Assert.Null(thinking.Effort);
    }

    [Theory]
    [InlineData("claude-sonnet-4-6", "minimal", "low")]
    [InlineData("claude-sonnet-4-6", "medium", "medium")]
    [InlineData("claude-sonnet-4-6", "xhigh", "high")]
    [InlineData("claude-opus-4-7", "xhigh", "xhigh")]
    [InlineData("claude-opus-4-7", "max", "max")]
    public void Newer_models_get_the_effort_itself(string model, string effort, string expected)
    {
        (AnthropicThinking thinking, List<string> dropped) = Plan(model, effort, 4096);

        Assert.Equal("adaptive", thinking.Options?.Type);
        Assert.Equal(expected, thinking.Effort);
        Assert.Empty(dropped);
    }

    [Fact]
    public void A_model_that_cannot_think_leaves_the_effort_out()
    {
        (AnthropicThinking thinking, List<string> dropped) = Plan("claude-3-5-haiku-latest", "high", 4096);

        Assert.Null(thinking.Options);
        Assert.Equal(["reasoning_effort"], dropped);
    }

    [Fact]
    public void The_clients_own_thinking_wins_over_an_effort_that_cannot_go_with_it()
    {
        List<string> dropped = [];
        ChatRequest request = new() { ReasoningEffort = "low", Thinking = new ThinkingOptions { Type = "enabled", BudgetTokens = 2000 } };

        AnthropicThinking thinking = AnthropicThinking.Plan(request, AnthropicModel.Parse("claude-haiku-4-5"), 4096, dropped);

        Assert.Equal(2000, thinking.Options?.BudgetTokens);
        Assert.Equal(["reasoning_effort"], dropped);
        Assert.False(thinking.IsImplied);
    }

    private static (AnthropicThinking Thinking, List<string> Dropped) Plan(string model, string effort, int limit)
    {
        List<string> dropped = [];
        ChatRequest request = new() { ReasoningEffort = effort };
        return (AnthropicThinking.Plan(request, AnthropicModel.Parse(model), limit, dropped), dropped);
    }
}
