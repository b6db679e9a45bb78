using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Programs that speak to Ollama, with providers of its own dialect and of others.</summary>
public sealed class OllamaTests
{
    private const string OpenAIAnswer = """{"id":"c","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";

    [Fact]
    public async Task A_conversation_passes_through_to_an_Ollama_byte_for_byte()
    {
        const string answer = """{"model":"llama3.2","created_at":"2026-01-01T00:00:00.123456Z","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"stop","total_duration":5,"novel":1,"prompt_eval_count":7,"eval_count":2}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            """{"model":"ollama/llama3.2:latest", "stream":false,"messages":[{"role":"user","content":"Hi","novel":1e0}],"options":{"num_ctx":1},"keep_alive":"5m","novel":{"a": 1}}""", "/api/chat");

        Assert.Equal((200, answer), (got.Code, got.Text));
        Assert.Equal("/api/chat", provider.Request.Path);
        Assert.Equal(
            """{"model":"llama3.2", "stream":false,"messages":[{"role":"user","content":"Hi","novel":1e0}],"options":{"num_ctx":1},"keep_alive":"5m","novel":{"a": 1}}""",
            provider.Request.Text);
        Assert.False(got.Headers.ContainsKey("x-llm-dropped"));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((7, 2, "success"), (row.PromptTokens, row.CompletionTokens, row.Outcome));
    }

    [Fact]
    public async Task A_stream_passes_through_from_an_Ollama_byte_for_byte()
    {
        string[] lines =
        [
            """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"H","novel":1},"done":false}""" + "\n",
            """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","load_duration":9,"prompt_eval_count":7,"eval_count":2}""" + "\n",
        ];
        await using ScriptedProvider provider = ScriptedProvider.Streaming("application/x-ndjson", lines);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"ollama/m","messages":[{"role":"user","content":"Hi"}]}""", "/api/chat");

        Assert.Equal("application/x-ndjson", got.Headers["content-type"]);
        Assert.Equal(string.Concat(lines), got.Text);
    }

    [Fact]
    public async Task A_prompt_reaches_an_Ollama_as_a_conversation()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"model":"m","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":2}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"ollama/m","prompt":"Hi","stream":false,"options":{"num_ctx":1,"seed":2},"keep_alive":"5m","think":false}""", "/api/generate");

        Assert.Equal(("Hi", 7, 2), (got.Json.GetProperty("response").GetString(), got.Json.GetProperty("prompt_eval_count").GetInt32(), got.Json.GetProperty("eval_count").GetInt32()));
        Assert.Equal("/api/chat", provider.Request.Path);
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"}],"options":{"seed":2,"num_ctx":1},"stream":false,"think":false,"keep_alive":"5m"}""",
            provider.Request.Text);
    }

    [Fact]
    public async Task What_another_provider_cannot_carry_is_left_out_and_named()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, OpenAIAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            """{"model":"gpt-4o-mini:latest","stream":false,"messages":[{"role":"user","content":"Hi"}],"options":{"num_ctx":1,"top_k":4,"temperature":0.5,"num_predict":9},"keep_alive":"5m","think":false}""", "/api/chat");

        Assert.Equal(200, got.Code);
        Assert.Equal(
            ["keep_alive", "options.num_ctx", "options.top_k", "think"],
            got.Headers["x-llm-dropped"].Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["max_tokens", "messages", "model", "stream", "temperature"],
            provider.Request.Json.EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("gpt-4o-mini", provider.Request.Json.GetProperty("model").GetString());
        Assert.Equal("Hello.", got.Json.GetProperty("message").GetProperty("content").GetString());
        Assert.True(got.Json.GetProperty("total_duration").GetInt64() > 0);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_in_an_error_and_is_booked()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.SendAsync("data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n");
            exchange.Cut();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""", "/api/chat");

        JsonElement[] lines = [.. got.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];
        Assert.Equal("Hello", lines[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(["error"], lines[^1].EnumerateObject().Select(static property => property.Name));
        Assert.DoesNotContain(lines, static line => line.TryGetProperty("done", out JsonElement done) && done.GetBoolean());
        Assert.Equal("stream_cut", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task Arguments_that_were_cut_off_are_an_error_and_not_half_a_call()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":"}}]},"finish_reason":"length"}]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","stream":false,"messages":[{"role":"user","content":"Hi"}]}""", "/api/chat");

        Assert.Equal(502, got.Code);
        Assert.Contains("'f'", got.Error.GetString());
        Assert.Single(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task Signed_thinking_goes_to_the_client_and_comes_back()
    {
        const string first = """{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"x":1}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":6}}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, first);
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);
        const string tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""";

        GatewayAnswer called = await gateway.Caller.AskAsync($$"""{"model":"claude-sonnet-4-6","stream":false,"think":true,"messages":[{"role":"user","content":"Hi"}],"tools":{{tools}}}""", "/api/chat");
        JsonElement message = called.Json.GetProperty("message");
        await gateway.Caller.AskAsync(
            $$"""{"model":"claude-sonnet-4-6","stream":false,"think":true,"messages":[{"role":"user","content":"Hi"},{{message.GetRawText()}},{"role":"tool","tool_name":"f","content":"done"}],"tools":{{tools}}}""", "/api/chat");

        Assert.Equal("hm", message.GetProperty("thinking").GetString());
        JsonElement[] sent = [.. provider.Requests[^1].Json.GetProperty("messages").EnumerateArray()];
        Assert.Contains("\"signature\":\"c2ln\"", sent[1].GetRawText());
        Assert.Equal("toolu_1", sent[2].GetProperty("content")[0].GetProperty("tool_use_id").GetString());
    }

    [Fact]
    public async Task A_request_to_load_a_model_calls_nobody()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, "{}");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[]}""", "/api/chat");

        Assert.Equal((200, "load"), (got.Code, got.Json.GetProperty("done_reason").GetString()));
        Assert.Empty(provider.Requests);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Theory]
    [InlineData("/api/chat", "{\"model\":\"sandbox/echo\",\"messages\":7}", 400, "'messages' must be an array, not 7.")]
    [InlineData("/api/chat", "{\"model\":\"sandbox/echo\",", 400, "not valid JSON")]
    [InlineData("/api/chat", "{\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", 404, "'nobody'")]
    [InlineData("/api/generate", "{\"model\":\"sandbox/echo\",\"prompt\":\"a\",\"template\":\"b\"}", 400, "'template' is not supported")]
    [InlineData("/api/show", "{}", 400, "'model'")]
    [InlineData("/api/show", "{\"model\":\"nobody\"}", 404, "'nobody'")]
    public async Task What_is_wrong_is_said_in_Ollama_s_envelope(string path, string body, int status, string message)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, path);

        Assert.Equal(status, got.Code);
        Assert.Equal("application/json", got.Headers["content-type"]);
        Assert.Equal(["error"], got.Json.EnumerateObject().Select(static property => property.Name));
        Assert.Contains(message, got.Error.GetString());
    }

    [Fact]
    public async Task Only_the_version_is_told_without_a_key()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        CancellationToken cancel = TestContext.Current.CancellationToken;

        using HttpResponseMessage version = await gateway.Anonymous.GetAsync("/api/version", cancel);
        Assert.Equal(200, (int)version.StatusCode);
        foreach (string path in (string[])["/api/tags", "/api/ps"])
        {
            using HttpResponseMessage refused = await gateway.Anonymous.GetAsync(path, cancel);
            GatewayAnswer got = await GatewayAnswer.ReadAsync(refused);
            Assert.Equal(401, got.Code);
            Assert.Contains("gateway key", got.Error.GetString());
        }
    }

    [Fact]
    public async Task A_model_is_shown_with_what_is_known_of_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, "{}");
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("ollama", provider.BaseUrl, ("Models__0", "llama3.2:latest")));

        GatewayAnswer known = await gateway.Caller.AskAsync("""{"name":"sandbox/echo:latest"}""", "/api/show");
        GatewayAnswer tagged = await gateway.Caller.AskAsync("""{"model":"llama3.2"}""", "/api/show");

        Assert.Equal(["completion", "tools"], known.Json.GetProperty("capabilities").EnumerateArray().Select(static item => item.GetString()));
        Assert.Equal("llama3.2:latest", tagged.Json.GetProperty("model_info").GetProperty("general.basename").GetString());
        Assert.False(tagged.Json.GetProperty("model_info").TryGetProperty("ollama.context_length", out _));
        GatewayAnswer list = await gateway.Caller.GetAsync("/api/tags");
        Assert.Contains("llama3.2:latest", list.Json.GetProperty("models").EnumerateArray().Select(static model => model.GetProperty("name").GetString()));
    }
}
