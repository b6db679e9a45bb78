using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Embeddings through OpenAI's endpoint: what reaches the provider, what reaches the app, and what is booked.</summary>
public sealed class EmbeddingsTests
{
    private const string Path = "/v1/embeddings";
    private const string Ask = """{"model":"text-embedding-3-small","input":["one","two"]}""";
    private const string Answer = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1e-05]},{"object":"embedding","index":1,"embedding":[1.5,2]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":1000,"total_tokens":1000},"future":1.0}""";
    private const string GeminiAnswer = """{"embeddings":[{"values":[0.5,0.25]},{"values":[1.5,2]}],"usageMetadata":{"promptTokenCount":1000}}""";

    [Fact]
    public async Task A_provider_of_OpenAI_s_dialect_gets_the_body_and_the_app_its_answer_byte_for_byte()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{ "model":"openai/text-embedding-3-small", "input":["\u006fne","two"], "dimensions":2, "user":"u", "future":1e0 }""", Path);

        Assert.Equal((200, Answer, "application/json"), (got.Code, got.Text, got.Headers["content-type"]));
        Assert.Equal("/v1/embeddings", provider.Request.Path);
        Assert.Equal("""{ "model":"text-embedding-3-small", "input":["\u006fne","two"], "dimensions":2, "user":"u", "future":1e0 }""", provider.Request.Text);
        Assert.Equal(("openai", "text-embedding-3-small", "1"), (got.Headers["x-llm-provider"], got.Headers["x-llm-model"], got.Headers["x-llm-attempts"]));
        Assert.False(got.Headers.ContainsKey("x-llm-dropped"));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((1000L, 0L, false, 0.00002m), (row.PromptTokens, row.CompletionTokens, row.Estimated, row.Cost!.Value));
        Assert.Equal(("success", 200, got.Headers["x-request-id"], false), (row.Outcome, row.UpstreamStatus, row.RequestId, row.Streamed));
        Assert.Equal("openai/text-embedding-3-small", row.RequestedModel);
    }

    [Fact]
    public async Task Tokens_reach_a_provider_that_takes_them()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"text-embedding-3-small","input":[[1,2],[3]]}""", Path);

        Assert.Equal((200, "[[1,2],[3]]"), (got.Code, provider.Request.Json.GetProperty("input").GetRawText()));
    }

    [Fact]
    public async Task Numbers_become_base64_where_that_was_asked_for()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"text-embedding-3-small","input":["one","two"],"encoding_format":"base64"}""", Path);

        Assert.Equal(["AAAAP6zFJzc=", "AADAPwAAAEA="], got.Json.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").GetString()));
        Assert.Equal("1.0", got.Json.GetProperty("future").GetRawText());
    }

    [Fact]
    public async Task Gemini_gets_its_own_dialect_and_what_it_cannot_carry_is_named()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, GeminiAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"gemini-embedding-001","input":["one","two"],"dimensions":2,"user":"u","task_type":"RETRIEVAL_DOCUMENT"}""", Path);

        Assert.Equal("/v1beta/models/gemini-embedding-001:batchEmbedContents", provider.Request.Path);
        JsonElement second = provider.Request.Json.GetProperty("requests")[1];
        Assert.Equal(
            """{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"two"}]},"taskType":"RETRIEVAL_DOCUMENT","outputDimensionality":2}""",
            second.GetRawText());
        Assert.Equal("user", got.Headers["x-llm-dropped"]);
        Assert.Equal("[1.5,2]", got.Json.GetProperty("data")[1].GetProperty("embedding").GetRawText());
        Assert.Equal(("gemini-embedding-001", 1000), (got.Json.GetProperty("model").GetString(), got.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32()));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((1000L, 0.00015m, "gemini"), (row.PromptTokens, row.Cost!.Value, row.Provider));
    }

    [Fact]
    public async Task An_answer_without_usage_is_counted_and_marked_and_none_is_made_up_for_the_app()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"model":"m","embeddings":[[0.5],[1.5]]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"ollama/m","input":["twelve chars","four"]}""", Path);

        Assert.Equal("/api/embed", provider.Request.Path);
        Assert.False(got.Json.TryGetProperty("usage", out _));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((4L, true, (decimal?)null), (row.PromptTokens, row.Estimated, row.Cost));
    }

    [Fact]
    public async Task A_chain_goes_on_to_its_next_model_and_books_both_attempts()
    {
        await using ScriptedProvider failing = ScriptedProvider.Answering(500, """{"error":{"message":"No"}}""");
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("gemini", failing.BaseUrl)
            .Provider("openai", provider.BaseUrl));

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"models":["gemini-embedding-001","text-embedding-3-small"],"input":["one","two"]}""", Path);

        Assert.Equal((200, "openai", "2"), (got.Code, got.Headers["x-llm-provider"], got.Headers["x-llm-attempts"]));
        Assert.Equal([("gemini", "upstream_error", 0L), ("openai", "success", 1000L)], (await gateway.Caller.UsageAsync()).Select(static row => (row.Provider, row.Outcome, row.PromptTokens)));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Too many dimensions","type":"invalid_request_error","param":"dimensions"}}""", 400, "invalid_request", "dimensions", "rejected")]
    [InlineData(401, """{"error":{"message":"Wrong key"}}""", 502, "upstream_error", null, "authentication_failed")]
    [InlineData(429, """{"error":{"message":"Slow down"}}""", 429, "rate_limit_exceeded", null, "rate_limited")]
    [InlineData(500, "<html></html>", 502, "upstream_error", null, "upstream_error")]
    [InlineData(200, "<html></html>", 502, "upstream_error", null, "upstream_error")]
    [InlineData(200, """{"object":"list","data":[{"index":0,"embedding":[1]}]}""", 502, "upstream_error", null, "upstream_error")]
    public async Task A_provider_s_failure_is_told_in_OpenAI_s_envelope_and_booked(int upstreamStatus, string body, int status, string code, string? param, string outcome)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(upstreamStatus, body, "application/json", ("Retry-After", "9"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(Ask, Path);

        Assert.Equal((status, code, param), (got.Code, got.Error.GetProperty("code").GetString(), got.Error.GetProperty("param").GetString()));
        Assert.Equal(upstreamStatus == 429 ? "9" : null, status == 429 ? got.Headers["retry-after"] : null);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((outcome, upstreamStatus), (row.Outcome, row.UpstreamStatus));
    }

    [Theory]
    [InlineData("{\"model\":", 400, "invalid_request", null)]
    [InlineData("{\"model\":\"text-embedding-3-small\"}", 400, "invalid_request", "input")]
    [InlineData("{\"model\":\"text-embedding-3-small\",\"input\":[\"a\",1]}", 400, "invalid_request", "input[1]")]
    [InlineData("{\"input\":\"a\"}", 400, "invalid_request", "model")]
    [InlineData("{\"model\":\"text-embedding-3-small\",\"input\":\"a\",\"encoding_format\":\"int8\"}", 400, "invalid_request", "encoding_format")]
    [InlineData("{\"model\":\"no-such-model\",\"input\":\"a\"}", 404, "model_not_found", "model")]
    [InlineData("{\"model\":\"gpt-4o-mini\",\"input\":\"a\"}", 400, "unsupported_field", "model")]
    [InlineData("{\"model\":\"anthropic/any\",\"input\":\"a\"}", 400, "unsupported_field", "model")]
    [InlineData("{\"model\":\"gemini-embedding-001\",\"input\":[1,2]}", 400, "unsupported_field", "input")]
    public async Task A_bad_request_is_refused_with_the_field_that_is_at_fault_and_no_provider_is_called(string body, int status, string code, string? param)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", provider.BaseUrl)
            .Provider("anthropic", provider.BaseUrl)
            .Provider("gemini", provider.BaseUrl));

        GatewayAnswer got = await gateway.Caller.AskAsync(body, Path);

        Assert.Equal((status, code, param), (got.Code, got.Error.GetProperty("code").GetString(), got.Error.GetProperty("param").GetString()));
        Assert.Empty(provider.Requests);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task More_texts_than_Gemini_takes_are_refused_with_the_limit()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, GeminiAnswer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"model":"gemini-embedding-001","input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 101))}}]}""", Path);

        Assert.Equal(400, got.Code);
        Assert.Equal("Gemini embeds at most 100 texts a request, not 101.", got.Error.GetProperty("message").GetString());
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task The_key_and_the_size_of_the_body_are_checked()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__MaxRequestBytes", "1024"));
        using HttpResponseMessage stranger = await gateway.Anonymous.PostAsync(Path, new StringContent(Ask), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)stranger.StatusCode);
        Assert.Equal(413, (await gateway.Caller.AskAsync("{\"model\":\"sandbox/embed\",\"input\":\"" + new string('a', 1024) + "\"}", Path)).Code);
    }

    [Fact]
    public async Task The_sandbox_embeds_and_is_booked_for_nothing()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync("""{"model":"sandbox/embed","input":["a red house","cheese"],"dimensions":3,"sandbox":{"latency_ms":1}}""", Path);

        Assert.Equal([3, 3], got.Json.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").GetArrayLength()));
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((4L, 0m), (row.PromptTokens, row.Cost!.Value));
    }
}
