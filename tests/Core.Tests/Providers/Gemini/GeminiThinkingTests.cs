using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Gemini;

public sealed class GeminiThinkingTests
{
    private const string Thoughts = ",\"includeThoughts\":true";

    [Theory]
    [InlineData("gemini-2.5-flash", "none", "{\"thinkingBudget\":0}")]
    [InlineData("gemini-2.5-pro", "none", "{\"thinkingBudget\":128}")]
    [InlineData("gemini-2.5-flash", "minimal", "{\"thinkingBudget\":1024" + Thoughts + "}")]
    [InlineData("gemini-2.5-flash", "low", "{\"thinkingBudget\":1024" + Thoughts + "}")]
    [InlineData("gemini-2.5-pro", "medium", "{\"thinkingBudget\":8192" + Thoughts + "}")]
    [InlineData("gemini-2.5-pro", "xhigh", "{\"thinkingBudget\":24576" + Thoughts + "}")]
    [InlineData("gemini-3-flash-preview", "none", "{\"thinkingLevel\":\"minimal\"}")]
    [InlineData("gemini-3-flash-preview", "minimal", "{\"thinkingLevel\":\"minimal\"" + Thoughts + "}")]
    [InlineData("gemini-3.1-pro-preview", "minimal", "{\"thinkingLevel\":\"low\"" + Thoughts + "}")]
    [InlineData("gemini-3.8-flash", "minimal", "{\"thinkingLevel\":\"low\"" + Thoughts + "}")]
    [InlineData("gemini-4-argon", "none", "{\"thinkingLevel\":\"low\"}")]
    [InlineData("gemini-3-flash-preview", "medium", "{\"thinkingLevel\":\"medium\"" + Thoughts + "}")]
    [InlineData("gemini-flash-latest", "high", "{\"thinkingLevel\":\"high\"" + Thoughts + "}")]
    public void The_effort_becomes_what_the_model_takes(string model, string effort, string expected) =>
        Assert.Equal(expected, Thinking(model, new ChatRequest { ReasoningEffort = effort }));

    [Theory]
    [InlineData("gemini-2.5-flash", "enabled", 2000, "{\"thinkingBudget\":2000" + Thoughts + "}")]
    [InlineData("gemini-2.5-flash", "enabled", 31999, "{\"thinkingBudget\":24576" + Thoughts + "}")]
    [InlineData("gemini-2.5-pro", "enabled", 31999, "{\"thinkingBudget\":31999" + Thoughts + "}")]
    [InlineData("gemini-2.5-flash", "adaptive", null, "{\"thinkingBudget\":-1" + Thoughts + "}")]
    [InlineData("gemini-2.5-pro", "adaptive", null, "{\"thinkingBudget\":-1" + Thoughts + "}")]
    [InlineData("gemini-2.5-flash", "disabled", null, "{\"thinkingBudget\":0}")]
    [InlineData("gemini-3-pro-preview", "enabled", 1024, "{\"thinkingLevel\":\"low\"" + Thoughts + "}")]
    [InlineData("gemini-3-pro-preview", "enabled", 8000, "{\"thinkingLevel\":\"medium\"" + Thoughts + "}")]
    [InlineData("gemini-3-pro-preview", "enabled", 31999, "{\"thinkingLevel\":\"high\"" + Thoughts + "}")]
    [InlineData("gemini-3-pro-preview", "adaptive", null, "{\"includeThoughts\":true}")]
    [InlineData("gemini-3-flash-preview", "disabled", null, "{\"thinkingLevel\":\"minimal\"}")]
    public void The_thinking_switch_becomes_what_the_model_takes(string model, string type, int? budget, string expected) =>
        Assert.Equal(expected, Thinking(model, new ChatRequest { Thinking = new ThinkingOptions { Type = type, BudgetTokens = budget } }));

    [Fact]
    public void A_model_that_does_not_think_gets_no_config_and_the_fields_are_named()
    {
        ChatRequest request = new() { ReasoningEffort = "low", Thinking = new ThinkingOptions { Type = "enabled" } };

        UpstreamRequest upstream = ToUpstream("gemini-2.0-flash", request);

        Assert.DoesNotContain("thinkingConfig", Encoding.UTF8.GetString(upstream.Body.Span), StringComparison.Ordinal);
        Assert.Equal(["reasoning_effort", "thinking"], upstream.Dropped);
    }

    [Fact]
    public void An_unknown_effort_is_refused()
    {
        GatewayException exception = Assert.Throws<GatewayException>(
            () => ToUpstream("gemini-2.5-flash", new ChatRequest { ReasoningEffort = "heroic" }));

        Assert.Equal((ErrorKind.InvalidRequest, "reasoning_effort"), (exception.Error.Kind, exception.Error.Param));
    }

    private static string? Thinking(string model, ChatRequest request) =>
        JsonElement.Parse(ToUpstream(model, request).Body.Span).Object("generationConfig")?.Object("thinkingConfig")?.GetRawText();

    private static UpstreamRequest ToUpstream(string model, ChatRequest request) =>
        GeminiDialect.Instance.ToUpstream(
            request with { Messages = [new ChatMessage { Role = "user", Content = "Hi" }] },
            new UpstreamTarget { Model = model });
}
