using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>A prompt that one model refuses goes at once to one that may take it, and to no other.</summary>
public sealed class RefusedPromptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_that_is_too_long_goes_at_once_to_a_larger_window(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => ModelOf(exchange) == "gpt-4.1"
            ? FaultScene.AnswerAsync(exchange, "gpt-4.1")
            : FaultScene.RefuseAsync(exchange, 400, "context_length_exceeded", "This model's maximum context length is 128000 tokens."));
        GatewayAnswer answer = await scene.AskAsync(stream, """["gpt-4o-mini","gpt-4o","gpt-4.1"]""");
        Assert.Equal((200, "gpt-4.1", "2"), (answer.Code, answer.Headers["x-llm-model"], answer.Headers["x-llm-attempts"]));
        Assert.Equal(Recording.Text, answer.Content);
        Assert.Equal(["gpt-4o-mini", "gpt-4.1"], scene.Primary.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
        Assert.Equal(["context_length_exceeded", "success"], (await scene.Gateway.Caller.UsageAsync()).OrderBy(static row => row.Attempt).Select(static row => row.Outcome));
        await scene.AssertServesOnAsync();
    }

    [Fact]
    public async Task Without_a_larger_window_the_client_is_told_after_one_attempt()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) =>
            FaultScene.RefuseAsync(exchange, 400, "context_length_exceeded", "This model's maximum context length is 128000 tokens."));
        GatewayAnswer answer = await scene.AskAsync(stream: false, """["gpt-4o-mini","gpt-4o"]""");
        Assert.Equal((400, "context_length_exceeded"), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Single(scene.Primary.Requests);
        await scene.AssertServesOnAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prompt_that_is_refused_for_its_content_is_not_shown_to_the_same_model_again(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => ModelOf(exchange) == "gpt-4o"
            ? FaultScene.AnswerAsync(exchange, "gpt-4o")
            : FaultScene.RefuseAsync(exchange, 400, "content_policy_violation", "The prompt was refused."));
        GatewayAnswer answer = await scene.AskAsync(stream, """["gpt-4o-mini","fallback/gpt-4o-mini","gpt-4o"]""");
        Assert.Equal((200, "gpt-4o", "2"), (answer.Code, answer.Headers["x-llm-model"], answer.Headers["x-llm-attempts"]));
        Assert.Equal(["gpt-4o-mini", "gpt-4o"], scene.Primary.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
        Assert.Empty(scene.Fallback.Requests);
        await scene.AssertServesOnAsync();
    }

    [Fact]
    public async Task Without_another_model_the_refusal_is_told_after_one_attempt()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.RefuseAsync(exchange, 400, "content_policy_violation", "The prompt was refused."));
        GatewayAnswer answer = await scene.AskPrimaryAsync(stream: true);
        Assert.Equal((400, "content_policy_violation"), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Single(scene.Primary.Requests);
    }

    [Fact]
    public async Task A_request_that_is_wrong_is_told_at_once_and_tried_nowhere_else()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.RefuseAsync(exchange, 400, "bad_value", "'top_p' is too large"));
        GatewayAnswer answer = await scene.AskAsync(stream: false);
        Assert.Equal((400, "bad_value", "1"), (answer.Code, answer.Error.GetProperty("code").GetString(), answer.Headers["x-llm-attempts"]));
        Assert.Equal((1, 0), (scene.Primary.Requests.Count, scene.Fallback.Requests.Count));
    }

    private static string? ModelOf(ProviderExchange exchange) => exchange.Request.Json.GetProperty("model").GetString();
}
