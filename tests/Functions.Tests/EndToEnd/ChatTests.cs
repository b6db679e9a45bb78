using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The main job, with each kind of provider.</summary>
public sealed class ChatTests
{
    [Fact]
    public async Task A_whole_answer_of_an_openai_provider_is_passed_on_and_booked()
    {
        const string answer = """{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(200, got.Code);
        Assert.Equal(answer, got.Text);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((11, 3, "success", false), (row.PromptTokens, row.CompletionTokens, row.Outcome, row.Estimated));
    }
}
