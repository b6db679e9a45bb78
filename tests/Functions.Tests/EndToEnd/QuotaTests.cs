using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Limits as clients and providers see them.</summary>
public sealed class QuotaTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string Whole = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";

    [Theory]
    [InlineData("/v1/chat/completions", "rate_limit_exceeded")]
    [InlineData("/v1/messages", null)]
    public async Task What_is_above_a_rate_limit_gets_429_in_the_clients_dialect_and_never_reaches_the_provider(string path, string? code)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "requests", "hour", "2");
        string body = $$"""{"model":"openai/gpt-4o-mini","max_tokens":50,{{Messages}}}""";

        GatewayAnswer first = await gateway.Caller.AskAsync(body, path);
        Assert.Equal((200, "2"), (first.Code, first.Headers["x-ratelimit-limit-requests"]));
        Assert.Equal(200, (await gateway.Caller.AskAsync(body, path)).Code);
        GatewayAnswer refused = await gateway.Caller.AskAsync(body, path);

        Assert.Equal((429, "0"), (refused.Code, refused.Headers["x-ratelimit-remaining-requests"]));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 3600);
        Assert.EndsWith("s", refused.Headers["x-ratelimit-reset-requests"], StringComparison.Ordinal);
        Assert.Contains("The limit 'test' of 2 requests per hour", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(code ?? "rate_limit_error", refused.Error.GetProperty(code is null ? "type" : "code").GetString());
        Assert.Equal(2, provider.Requests.Count);
        Assert.Equal(2, (await gateway.Caller.UsageAsync()).Count);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_is_insufficient_quota()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "user", "money", "total", "0");

        GatewayAnswer refused = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","user":"ann",{{Messages}}}""");
        Assert.Equal((429, "insufficient_quota"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.Equal("false", refused.Headers["x-should-retry"]);
        Assert.Equal(("0", "0"), (refused.Headers["x-ratelimit-limit-cost"], refused.Headers["x-ratelimit-remaining-cost"]));
        Assert.DoesNotContain("x-ratelimit-reset-cost", refused.Headers);
        Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini",{{Messages}}}""")).Code);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "0.05", "0.05", "0.0499865")]
    [InlineData("/v1/messages", "250.00", "250", "249.9999865")]
    public async Task What_is_left_of_a_budget_is_told_in_dollars(string path, string limit, string told, string left)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "money", "day", limit);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","max_tokens":50,{{Messages}}}""", path);

        Assert.Equal((200, told, left), (answer.Code, answer.Headers["x-ratelimit-limit-cost"], answer.Headers["x-ratelimit-remaining-cost"]));
        Assert.Matches("^[0-9]{1,5}s$", answer.Headers["x-ratelimit-reset-cost"]);
    }

    [Fact]
    public async Task A_refusal_for_want_of_money_says_what_is_left_without_an_exponent()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "money", "month", "0.0000001");

        GatewayAnswer refused = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini",{{Messages}}}""");

        Assert.Equal((429, "0.0000001", "0.0000001"), (refused.Code, refused.Headers["x-ratelimit-limit-cost"], refused.Headers["x-ratelimit-remaining-cost"]));
        Assert.Matches("^[0-9]{1,7}s$", refused.Headers["x-ratelimit-reset-cost"]);
        Assert.DoesNotContain("x-ratelimit-limit-tokens", refused.Headers);
    }

    [Fact]
    public async Task A_picture_is_reserved_at_the_most_that_its_model_counts_one_as()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "20000");
        static string Ask(string model) => $$"""{"model":"openai/{{model}}","max_tokens":50,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"} }]}]}""";

        GatewayAnswer refused = await gateway.Caller.AskAsync(Ask("gpt-4o-mini"));
        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask("gpt-4o"));

        Assert.Equal((429, "20000"), (refused.Code, refused.Headers["x-ratelimit-remaining-tokens"]));
        Assert.Equal((200, "19970"), (answer.Code, answer.Headers["x-ratelimit-remaining-tokens"]));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "\"max_tokens\":9000", "max_tokens")]
    [InlineData("/v1/chat/completions", "\"max_completion_tokens\":9000", "max_completion_tokens")]
    [InlineData("/v1/chat/completions", "\"top_p\":1", "max_completion_tokens")]
    [InlineData("/v1/messages", "\"max_tokens\":9000", "max_completion_tokens")]
    public async Task The_provider_is_asked_for_no_more_tokens_than_are_left(string path, string limit, string field)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "5000");

        Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini",{{limit}},{{Messages}}}""", path)).Code);

        Assert.InRange(provider.Request.Json.GetProperty(field).GetInt32(), 4_900, 4_999);
    }

    [Theory]
    [InlineData("/v1/responses", """{"model":"openai/gpt-4o-mini","input":"Hi","store":false,"max_output_tokens":9000}""", "max_completion_tokens")]
    [InlineData("/v1beta/models/openai/gpt-4o-mini:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":9000}}""", "max_completion_tokens")]
    [InlineData("/api/chat", """{"model":"openai/gpt-4o-mini","stream":false,"messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":9000}}""", "max_tokens")]
    [InlineData("/api/generate", """{"model":"openai/gpt-4o-mini","stream":false,"prompt":"Hi","options":{"num_predict":9000}}""", "max_tokens")]
    public async Task Whatever_the_dialect_calls_it_no_more_is_asked_for_than_is_left(string path, string body, string field)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "5000");

        Assert.Equal(200, (await gateway.Caller.AskAsync(body, path)).Code);

        Assert.InRange(provider.Request.Json.GetProperty(field).GetInt32(), 4_900, 4_999);
    }

    [Theory]
    [InlineData("""{"cachedContent":"cachedContents/x","contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("""{"cachedContent":"cachedContents/x","contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":9000,"topP":1}}""")]
    [InlineData("""{"cached_content":"cachedContents/x","contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generation_config":{"max_output_tokens":9000,"top_p":1}}""")]
    public async Task A_request_that_only_its_own_provider_can_serve_is_limited_as_it_is(string body)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(
            200, """{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"Hello"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}""");
        GatewaySettings settings = Limit(new GatewaySettings().Provider("gemini", provider.BaseUrl), "app", "tokens", "day", "5000");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);

        Assert.Equal(200, (await gateway.Caller.AskAsync(body, "/v1beta/models/gemini/gemini-2.5-flash:generateContent")).Code);

        JsonElement sent = provider.Request.Json;
        Assert.True(sent.TryGetProperty("cachedContent", out _) || sent.TryGetProperty("cached_content", out _));
        JsonElement config = sent.TryGetProperty("generationConfig", out JsonElement camel) ? camel : sent.GetProperty("generation_config");
        Assert.InRange((config.TryGetProperty("maxOutputTokens", out JsonElement most) ? most : config.GetProperty("max_output_tokens")).GetInt32(), 4_000, 4_999);
        Assert.Equal(body.Contains('9', StringComparison.Ordinal), config.TryGetProperty("topP", out _) || config.TryGetProperty("top_p", out _));
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task A_stream_that_goes_on_beyond_all_that_is_left_ends_with_the_dialects_length(string path)
    {
        string piece = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"aaaa bbbb cccc dddd "},"finish_reason":null}]}""" + "\n\n";
        TaskCompletionSource gone = new();
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync();
            for (int i = 0; i < 400 && !exchange.IsGatewayGone; i++)
            {
                await exchange.SendAsync(piece);
            }

            await exchange.GatewayGone;
            gone.SetResult();
        });
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "200");

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","stream":true,"max_tokens":100,{{Messages}}}""", path);

        await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((200, false), (answer.Code, answer.Broken));
        Assert.Contains(path == "/v1/messages" ? "\"stop_reason\":\"max_tokens\"" : "\"finish_reason\":\"length\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains(path == "/v1/messages" ? "message_stop" : "[DONE]", answer.Text, StringComparison.Ordinal);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("success", "length"), (row.Outcome, row.FinishReason));

        // The prompt is reserved at a token a byte; the piece that was too much is passed on and booked.
        Assert.InRange(row.TotalTokens, 100, 205);
    }

    [Fact]
    public async Task Behind_proxies_that_are_trusted_each_client_has_a_limit_of_its_own()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        byte[] own = Guid.NewGuid().ToByteArray();
        string network = $"10.{own[0]}.{own[1]}";
        GatewaySettings settings = Limit(new GatewaySettings().Provider("openai", provider.BaseUrl), "ip", "requests", "day", "1")
            .With("Gateway__Quotas__test__Match", $"{network}.*").With("Gateway__TrustedProxies__0", "203.0.113.0/24").With("Gateway__TrustedProxies__1", "2001:db8::1");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        async Task<int> AskAsync(string forwarded)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = new StringContent($$"""{"model":"openai/gpt-4o-mini",{{Messages}}}""", Encoding.UTF8, "application/json"),
                Headers = { { "X-Forwarded-For", forwarded } },
            };
            using HttpResponseMessage response = await gateway.Caller.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }

        Assert.Equal(200, await AskAsync($"{network}.1, 203.0.113.7:4711"));
        Assert.Equal(200, await AskAsync($"{network}.2, 203.0.113.7"));
        Assert.Equal(429, await AskAsync($"{network}.1,[2001:db8::1]:443 , 203.0.113.7"));

        // What a client says itself stands before its own address.
        Assert.Equal(429, await AskAsync($"{network}.99, {network}.2, 203.0.113.7"));
        Assert.Equal(200, await AskAsync($"{network}.1, 198.51.100.1"));
        Assert.Equal(200, await AskAsync($"{network}.1, 198.51.100.1"));
    }

    [Fact]
    public async Task A_file_is_reserved_before_the_provider_has_counted_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "9000");
        string Ask(int characters) => $$"""{"model":"openai/gpt-4o-mini","max_tokens":50,"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{new string('A', characters)}}"} }]}]}""";

        Assert.Equal(200, (await gateway.Caller.AskAsync(Ask(4_000))).Code);
        Assert.Equal(429, (await gateway.Caller.AskAsync(Ask(40_000))).Code);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task An_account_that_is_used_up_is_followed_by_the_next_candidate()
    {
        await using ScriptedProvider first = ScriptedProvider.Answering(200, Whole);
        await using ScriptedProvider second = ScriptedProvider.Answering(200, Whole);
        GatewaySettings settings = new GatewaySettings().Provider("one", first.BaseUrl, ("Dialect", "openai")).Provider("two", second.BaseUrl, ("Dialect", "openai"));
        Limit(settings, "account", "requests", "day", "1");
        settings["Gateway__Quotas__test__Match"] = "one/*";
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);

        // The storage is shared, and so is the account's counter: whatever other runs left of it, the second call cannot get it.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"models":["one/x","two/x"],{{Messages}}}""")).Code);
        }

        Assert.InRange(first.Requests.Count, 0, 1);
        Assert.Equal(3, first.Requests.Count + second.Requests.Count);
    }

    [Fact]
    public async Task What_a_failed_attempt_did_not_use_is_free_again()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(400, """{"error":{"message":"no"}}""");
        await using GatewayApp gateway = await StartAsync(provider, "app", "tokens", "day", "2000");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(400, (await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","max_tokens":1900,{{Messages}}}""")).Code);
        }
    }

    [Fact]
    public async Task A_soft_limit_is_told_in_the_log_once()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        GatewaySettings settings = Limit(new GatewaySettings().Provider("openai", provider.BaseUrl), "app", "tokens", "day", "40");
        settings["Gateway__Quotas__test__Mode"] = "soft";
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini",{{Messages}}}""")).Code);
        }

        await gateway.DisposeAsync();

        Assert.Single(gateway.Logs.Entries, entry => entry.Text.Contains("soft limit", StringComparison.Ordinal));
        Assert.False(JsonElement.Parse(provider.Requests[0].Body).TryGetProperty("max_completion_tokens", out _));
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider, string scope, string unit, string window, string limit) =>
        GatewayApp.StartAsync(Limit(new GatewaySettings().Provider("openai", provider.BaseUrl), scope, unit, window, limit));

    private static GatewaySettings Limit(GatewaySettings settings, string scope, string unit, string window, string limit) => settings
        .With("Gateway__Quotas__test__Scope", scope)
        .With("Gateway__Quotas__test__Unit", unit)
        .With("Gateway__Quotas__test__Window", window)
        .With("Gateway__Quotas__test__Limit", limit);
}
