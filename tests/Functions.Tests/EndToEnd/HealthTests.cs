using System.Net;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Resilience;
using LlmFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What the app tells of its providers, and how it finds out.</summary>
public sealed class HealthTests
{
    private const string Ask = """{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Answer = """{"id":"1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private const string Failure = """{"error":{"message":"no","type":"server_error","param":null,"code":null}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_only_the_sum_is_told()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        string health = await gateway.Anonymous.GetStringAsync("/api/v1/status/health", Cancel);

        Assert.Equal("""{"status":"healthy","providers":2}""", health);
        Assert.Equal("""{"status":"ready"}""", await gateway.Anonymous.GetStringAsync("/api/v1/status/ready", Cancel));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_key_that_is_not_good_is_refused()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status/health") { Headers = { { "x-api-key", "wrong" } } };
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task With_a_key_every_account_and_every_model_that_was_called_is_told()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        Assert.Equal(200, (await gateway.Caller.AskAsync(Ask)).Code);

        JsonElement account = await AccountAsync(gateway);

        Assert.Equal("active", account.GetProperty("status").GetString());
        Assert.Equal(1, account.GetProperty("score").GetDouble());
        JsonElement model = Assert.Single(account.GetProperty("models").EnumerateArray());
        Assert.Equal("gpt-4o-mini", model.GetProperty("model").GetString());
        Assert.Equal("closed", model.GetProperty("breaker").GetString());
        Assert.True(model.GetProperty("usable").GetBoolean());
        Assert.Equal(1, model.GetProperty("attempts").GetProperty("successes").GetInt32());
        Assert.True(model.GetProperty("latency_ms").GetDouble() > 0);
        Assert.DoesNotContain(GatewaySettings.ProviderKey, (await gateway.Caller.GetAsync("/api/v1/status/health")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_fails_five_times_is_not_called_any_more_and_it_is_told_why()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, Failure);
        await using GatewayApp gateway = await StartAsync(provider);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(502, (await gateway.Caller.AskAsync(Ask)).Code);
        }

        GatewayAnswer refused = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(503, refused.Code);
        Assert.Equal("no_healthy_provider", refused.Error.GetProperty("code").GetString());
        Assert.Contains("its circuit is open", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        Assert.Equal(5, provider.Requests.Count);
        JsonElement account = await AccountAsync(gateway);
        JsonElement model = Assert.Single(account.GetProperty("models").EnumerateArray());
        Assert.Equal(("open", false), (model.GetProperty("breaker").GetString(), model.GetProperty("usable").GetBoolean()));
        Assert.Equal("degraded", (await gateway.Caller.GetAsync("/api/v1/status/health")).Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "rate_limit_error")]
    [InlineData("/v1/messages", "rate_limit_error")]
    public async Task While_the_only_account_cools_calls_are_told_to_wait_with_a_429_and_then_they_are_served(string path, string type)
    {
        bool isBusy = true;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => isBusy
            ? exchange.RespondAsync(429, Failure, headers: ("Retry-After", "20"))
            : exchange.RespondAsync(200, Answer));
        ManualTimeProvider time = new();
        await using GatewayApp gateway = await GatewayApp.StartAsync(Settings(provider), time);
        const string ask = """{"model":"openai/gpt-4o-mini","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""";
        Assert.Equal(429, (await gateway.Caller.AskAsync(ask, path)).Code);
        isBusy = false;

        GatewayAnswer early = await gateway.Caller.AskAsync(ask, path);

        Assert.Equal((429, "20", type), (early.Code, early.Headers["Retry-After"], early.Error.GetProperty("type").GetString()));
        Assert.Contains("the provider limits its rate", early.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(provider.Requests);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await gateway.Caller.AskAsync(ask, path)).Code);
    }

    [Fact]
    public async Task A_rate_limit_of_one_candidate_and_the_outage_of_another_are_a_503()
    {
        await using ScriptedProvider busy = ScriptedProvider.Answering(429, Failure, headers: ("Retry-After", "20"));
        await using ScriptedProvider down = ScriptedProvider.Answering(401, Failure);
        await using GatewayApp gateway = await GatewayApp.StartAsync(Settings(busy).Provider("deepseek", down.BaseUrl));
        const string ask = """{"models":["openai/gpt-4o-mini","deepseek/deepseek-chat"],"messages":[{"role":"user","content":"Hi"}]}""";
        await gateway.Caller.AskAsync(ask);

        GatewayAnswer refused = await gateway.Caller.AskAsync(ask);

        Assert.Equal((503, "no_healthy_provider"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 20);
        Assert.Equal((1, 1), (busy.Requests.Count, down.Requests.Count));
    }

    [Fact]
    public async Task Accounts_take_turns_and_one_that_is_refused_leaves_its_calls_to_the_others()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange =>
            exchange.Request.Headers["Authorization"] == "Bearer key-of-blue" ? exchange.RespondAsync(401, Failure) : exchange.RespondAsync(200, Answer));
        await using GatewayApp gateway = await StartAsync(
            provider, ("Accounts__red__ApiKey", "key-of-red"), ("Accounts__blue__ApiKey", "key-of-blue"), ("Accounts__green__ApiKey", "key-of-green"), ("Accounts__grey__Enabled", "off"));

        List<string> accounts = [];
        for (int i = 0; i < 6; i++)
        {
            GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);
            Assert.Equal(200, answer.Code);
            accounts.Add(answer.Headers["x-llm-account"]);
        }

        Assert.Equal(["green", "red"], accounts.Distinct().Order());
        Assert.Equal(3, accounts.Count(static account => account == "red"), 1.0);
        Assert.Single(provider.Requests, static request => request.Headers["Authorization"] == "Bearer key-of-blue");
        Assert.Contains(await gateway.Caller.UsageAsync(), static row => row.Account == "blue");
        JsonElement[] told = [.. (await DetailsAsync(gateway)).GetProperty("accounts").EnumerateArray()];
        Assert.Equal(
            [("blue", "invalid"), ("green", "active"), ("grey", "disabled"), ("red", "active")],
            told.Select(static account => (account.GetProperty("id").GetString()!, account.GetProperty("status").GetString()!)).Order());
    }

    [Fact]
    public async Task An_account_can_be_at_another_address()
    {
        await using ScriptedProvider near = ScriptedProvider.Answering(200, Answer);
        await using ScriptedProvider far = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await StartAsync(near, ("Accounts__near__Weight", "1"), ("Accounts__far__BaseUrl", far.BaseUrl.ToString()), ("Accounts__far__Headers__X-Team", "blue"));

        await gateway.Caller.AskAsync(Ask);
        await gateway.Caller.AskAsync(Ask);

        Assert.False(near.Request.Headers.ContainsKey("X-Team"));
        Assert.Equal("blue", far.Request.Headers["X-Team"]);
        Assert.Equal($"Bearer {GatewaySettings.ProviderKey}", far.Request.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_probe_brings_an_account_back_whose_key_was_refused()
    {
        bool isGood = false;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => isGood
            ? exchange.RespondAsync(200, exchange.Request.Method == "GET" ? """{"object":"list","data":[]}""" : Answer)
            : exchange.RespondAsync(401, Failure));
        await using GatewayApp gateway = await GatewayApp.StartAsync(Settings(provider).With("Gateway__Health__Probes", "on"), new ManualTimeProvider());
        HealthProbes probes = gateway.Host.Services.GetRequiredService<HealthProbes>();
        Assert.Equal(502, (await gateway.Caller.AskAsync(Ask)).Code);
        Assert.Equal("invalid", (await AccountAsync(gateway)).GetProperty("status").GetString());
        Assert.Equal(503, (await gateway.Caller.AskAsync(Ask)).Code);
        using (HttpResponseMessage notReady = await gateway.Anonymous.GetAsync("/api/v1/status/ready", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
        }

        isGood = true;
        await probes.RunAsync(Cancel);

        JsonElement account = await AccountAsync(gateway);
        Assert.Equal("active", account.GetProperty("status").GetString());
        Assert.Equal("good", account.GetProperty("probe").GetProperty("result").GetString());
        Assert.Equal(200, (await gateway.Caller.AskAsync(Ask)).Code);
        Assert.Equal("""{"status":"ready"}""", await gateway.Anonymous.GetStringAsync("/api/v1/status/ready", Cancel));
        ReceivedRequest probe = Assert.Single(provider.Requests, static request => request.Method == "GET");
        Assert.Equal("/v1/models", probe.Path);
        Assert.Empty(probe.Body);
    }

    [Fact]
    public async Task The_timer_probes_each_account_once_an_interval()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        ManualTimeProvider time = new();
        await using GatewayApp gateway = await GatewayApp.StartAsync(
            Settings(provider).With("Gateway__Health__Probes", "on").With("Gateway__Health__ProbeInterval", "00:02:00"), time);

        time.Advance(TimeSpan.FromMinutes(1));
        await (await provider.NextAsync()).RespondAsync(503, Failure);
        HealthProbes probes = gateway.Host.Services.GetRequiredService<HealthProbes>();
        await gateway.StopAsync();

        Assert.Equal("failed", Told());
        await probes.RunAsync(Cancel);
        Assert.Single(provider.Requests);
        time.Advance(TimeSpan.FromMinutes(2));
        Task second = probes.RunAsync(Cancel);
        await (await provider.NextAsync()).RespondAsync(200, "{}");
        await second;
        Assert.Equal("good", Told());

        string Told() => gateway.Host.Services.GetRequiredService<HealthBoard>()
            .Describe(gateway.Host.Services.GetRequiredService<Providers.ProviderRegistry>().All[0])[0].Probe!.Result.ToString().ToLowerInvariant();
    }

    [Fact]
    public async Task A_provider_can_be_probed_by_a_call_of_one_token()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer);
        await using GatewayApp gateway = await GatewayApp.StartAsync(Settings(provider, ("ProbeModel", "tiny")).With("Gateway__Health__Probes", "on"), new ManualTimeProvider());
        await gateway.Host.Services.GetRequiredService<HealthProbes>().RunAsync(Cancel);
        Assert.Equal(("POST", "/v1/chat/completions"), (provider.Request.Method, provider.Request.Path));
        Assert.Equal("tiny", provider.Request.Json.GetProperty("model").GetString());
        Assert.Contains(provider.Request.Json.EnumerateObject(), static field => field.Name.StartsWith("max_", StringComparison.Ordinal) && field.Value.GetInt32() == 1);
    }

    private static GatewaySettings Settings(ScriptedProvider provider, params (string Name, string Value)[] more) =>
        new GatewaySettings().Provider("openai", provider.BaseUrl, more).With("Gateway__Retry__MaxRetries", "0");

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider, params (string Name, string Value)[] more) => GatewayApp.StartAsync(Settings(provider, more));

    private static async Task<JsonElement> DetailsAsync(GatewayApp gateway)
    {
        GatewayAnswer health = await gateway.Caller.GetAsync("/api/v1/status/health");
        Assert.Equal(200, health.Code);
        return Assert.Single(health.Json.GetProperty("details").EnumerateArray(), static provider => provider.GetProperty("provider").GetString() == "openai");
    }

    private static async Task<JsonElement> AccountAsync(GatewayApp gateway) => Assert.Single((await DetailsAsync(gateway)).GetProperty("accounts").EnumerateArray());
}
