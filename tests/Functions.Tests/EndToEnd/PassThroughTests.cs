using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Where client and provider speak the same dialect, the gateway does not touch what it need not.</summary>
public sealed class PassThroughTests
{
    private const string Ask = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true}""";

    [Fact]
    public async Task A_request_reaches_the_provider_byte_for_byte_but_for_model_and_extensions()
    {
        const string request = "{ \"zeta\" : [1.50, 1e2, 0.10000000000000000001] ,\n\t\"messages\":[ {\"content\":\"H\\u00e9 \\/ 世\",\"role\":\"user\",\"x_own\":{\"b\":1,\"a\":2}} ],\r\n \"model\" : \"openai/gpt-4o-mini\",\"temperature\":0.70,\"brand_new_option\":{\"nested\":null}  }";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(request);

        Assert.Equal(200, answer.Code);
        Assert.Equal(request.Replace("openai/gpt-4o-mini", "gpt-4o-mini", StringComparison.Ordinal), provider.Request.Text);
    }

    [Fact]
    public async Task Extensions_of_the_gateway_do_not_reach_the_provider()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        await gateway.Caller.AskAsync(
            """{"model":"gpt-4o-mini","provider":"openai","task_type":"chat","user_id":"u-1","sandbox":{"latency_ms":1},"messages":[{"role":"user","content":"Hi"}],"top_p":1}""");

        Assert.Equal("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"top_p":1}""", provider.Request.Text);
    }

    [Fact]
    public async Task An_answer_reaches_the_client_byte_for_byte()
    {
        const string whole = "{\"id\" : \"x\",\n \"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"m\",\"new_field\":{\"b\":1.0,\"a\":[]},\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"H\\u00e9\",\"annotations\":[],\"own\":1e3},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2,\"extra_tokens\":5}}\n";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(whole, answer.Text);
    }

    [Fact]
    public async Task Comments_and_unknown_fields_of_a_stream_reach_the_client_and_the_unasked_usage_chunk_does_not()
    {
        string[] before = [": provider is thinking\n\n", Recording.Event("""{"role":"assistant","content":"","own":[1.0]}"""), Recording.Event("""{"content":"Hi"}"""), ": still here\n\n", Recording.Event("{}", "\"stop\"")];
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", [.. before, Recording.Usage, "data: [DONE]\n\n"]);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(string.Concat(before) + "data: [DONE]\n\n", answer.Text);
        Assert.Equal("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""", provider.Request.Text);
    }

    [Fact]
    public async Task A_stream_whose_usage_was_asked_for_reaches_the_client_byte_for_byte()
    {
        Recording recording = Recording.OpenAI();
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", recording.Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        const string request = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}""";

        GatewayAnswer answer = await gateway.Caller.AskAsync(request);

        Assert.Equal(string.Concat(recording.Stream), answer.Text);
        Assert.Equal(request, provider.Request.Text);
    }

    [Fact]
    public async Task Carriage_returns_of_a_stream_reach_the_client()
    {
        string stream = string.Concat(Recording.OpenAI().Stream).Replace("\n", "\r\n", StringComparison.Ordinal);
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal(stream, answer.Text);
    }

    [Fact]
    public async Task A_stream_without_done_but_with_a_finish_reason_is_whole()
    {
        string[] pieces = Recording.OpenAI().Stream[..4];
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", pieces);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(string.Concat(pieces) + "data: [DONE]\n\n", answer.Text);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("success", true), (row.Outcome, row.Estimated));
    }

    [Fact]
    public async Task The_settings_headers_of_a_provider_reach_it_and_headers_of_the_client_do_not()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider, ("Headers__X-Team", "blue"));
        gateway.Client.DefaultRequestHeaders.Add("X-Client-Secret", "not for the provider");

        await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("blue", provider.Request.Headers["X-Team"]);
        Assert.False(provider.Request.Headers.ContainsKey("X-Client-Secret"));
        Assert.DoesNotContain(provider.Request.Headers.Values, value => value.Contains(gateway.Key, StringComparison.Ordinal));
    }
}
