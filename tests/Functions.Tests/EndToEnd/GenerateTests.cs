using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A server of one's own that only takes a prompt, behind every way to ask.</summary>
public sealed class GenerateTests
{
    private const string Answer = """{"content":"Once upon a time","model":"rocket-2"}""";

    [Fact]
    public async Task A_prompt_gets_its_answer_and_is_booked_by_an_estimate()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            """{"model":"rocket-2","messages":[{"role":"system","content":"You are a novelist."},{"role":"user","content":"Begin."}],"temperature":0.7,"max_tokens":500,"top_p":0.9}""");

        Assert.Equal((200, "Once upon a time"), (answer.Code, answer.Content));
        Assert.Equal(("acme", "top_p"), (answer.Headers["x-llm-provider"], answer.Headers["x-llm-dropped"]));
        Assert.Equal(("POST", "/llm/generate"), (provider.Request.Method, provider.Request.Path));
        Assert.Equal("Bearer " + GatewaySettings.ProviderKey, provider.Request.Headers["Authorization"]);
        Assert.Equal(
            """{"model":"rocket-2","prompt":"Begin.","system_prompt":"You are a novelist.","max_tokens":500,"temperature":0.7}""",
            provider.Request.Text);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("success", true), (row.Outcome, row.Estimated));
        Assert.True(row.PromptTokens > 0 && row.CompletionTokens > 0);
    }

    [Fact]
    public async Task Who_asks_for_a_stream_gets_one()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{ "text": "Once upon a time",""" + "\n" + """ "usage": {"prompt_tokens": 3, "completion_tokens": 4} }""");
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            """{"model":"rocket-2","messages":[{"role":"user","content":"Begin."}],"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal((200, "Once upon a time", true), (answer.Code, answer.Content, answer.IsDone));
        Assert.False(provider.Request.Json.TryGetProperty("stream", out _));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((3, 4, false), (row.PromptTokens, row.CompletionTokens, row.Estimated));
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"rocket-2","max_tokens":50,"messages":[{"role":"user","content":"Begin."}]}""")]
    [InlineData("/api/chat", """{"model":"rocket-2","stream":false,"messages":[{"role":"user","content":"Begin."}]}""")]
    [InlineData("/v1beta/models/rocket-2:generateContent", """{"contents":[{"parts":[{"text":"Begin."}]}]}""")]
    public async Task Every_kind_of_app_can_ask(string path, string body)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(body, path);

        Assert.Equal(200, answer.Code);
        Assert.Contains("Once upon a time", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Begin.", provider.Request.Json.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_an_error_and_no_end()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("application/json", """{"content":"Once upon""");
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"rocket-2","messages":[{"role":"user","content":"Begin."}],"stream":true}""");

        Assert.Equal(502, answer.Code);
        Assert.Equal("upstream_error", answer.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_it_cannot_do_is_refused_and_a_chain_goes_on_without_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(provider);
        const string tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}],\"messages\":[{\"role\":\"user\",\"content\":\"Begin.\"}]";

        GatewayAnswer alone = await gateway.Caller.AskAsync($$"""{"model":"rocket-2",{{tools}}}""");
        GatewayAnswer chained = await gateway.Caller.AskAsync($$"""{"models":["rocket-2","sandbox/echo"],{{tools}}}""");

        JsonElement error = alone.Error;
        Assert.Equal((400, "unsupported_field", "tools"), (alone.Code, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Equal((200, "sandbox"), (chained.Code, chained.Headers["x-llm-provider"]));
        Assert.Empty(provider.Requests);
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider) => GatewayApp.StartAsync(
        new GatewaySettings().Provider("acme", new Uri(provider.BaseUrl, "/llm"), ("Dialect", "generate"), ("Models__0", "rocket-2")));
}
