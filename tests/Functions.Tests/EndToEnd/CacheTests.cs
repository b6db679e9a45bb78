using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A request that was answered before is answered from the cache, where the app wants that, and nowhere else.</summary>
public sealed class CacheTests
{
    private const string Ask = """{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";
    private const string AskStreamed = """{"model":"openai/gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Whole = """{"id":"c1","object":"chat.completion","created":7,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500},"unheard_of":{"a":1}}""";

    private static readonly string[] Streamed =
    [
        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":null}]}\n\n",
        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" there\"},\"finish_reason\":\"stop\"}]}\n\n",
        "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}}\n\n",
        "data: [DONE]\n\n",
    ];

    [Fact]
    public async Task The_second_answer_is_the_first_one_byte_for_byte_and_costs_nothing()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer first = await gateway.Caller.AskAsync(Ask);
        GatewayAnswer second = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(("miss", "hit"), (first.Headers["x-llm-cache"], second.Headers["x-llm-cache"]));
        Assert.Equal(("1", "0"), (first.Headers["x-llm-attempts"], second.Headers["x-llm-attempts"]));
        Assert.Equal(Whole, first.Text);
        Assert.Equal(Whole, second.Text);
        Assert.Single(provider.Requests);
        IReadOnlyList<UsageRow> usage = await gateway.Caller.UsageAsync();
        Assert.Equal([false, true], usage.Select(static row => row.Entity.GetBoolean("Cached") ?? false));
        Assert.Equal("0", usage[1].Entity.GetString("Cost"));
        Assert.Equal(usage[0].Entity.GetString("Cost"), usage[1].Entity.GetString("SavedCost"));
        Assert.NotEqual("0", usage[1].Entity.GetString("SavedCost"));
        Assert.Equal((0L, "success"), (usage[1].Entity.GetInt64("TotalTokens"), usage[1].Entity.GetString("Outcome")));
    }

    [Fact]
    public async Task A_stream_is_replayed_byte_for_byte()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Streamed);
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer first = await gateway.Caller.AskAsync(AskStreamed);
        GatewayAnswer second = await gateway.Caller.AskAsync(AskStreamed);

        Assert.Equal(string.Concat(Streamed), first.Text);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(("hit", "text/event-stream"), (second.Headers["x-llm-cache"], second.Headers["content-type"]));
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_whole_answer_is_streamed_to_who_wants_a_stream()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider);
        await gateway.Caller.AskAsync(Ask);

        GatewayAnswer streamed = await gateway.Caller.AskAsync(AskStreamed);

        Assert.Equal("hit", streamed.Headers["x-llm-cache"]);
        Assert.True(streamed.IsDone);
        Assert.Equal("Hello there", streamed.Content);
        Assert.Equal(1500, streamed.Chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(1, streamed.Chunks[0].GetProperty("unheard_of").GetProperty("a").GetInt32());
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_streamed_answer_is_given_whole_to_who_wants_it_whole()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Streamed);
        await using GatewayApp gateway = await StartAsync(provider);
        await gateway.Caller.AskAsync(AskStreamed);

        GatewayAnswer whole = await gateway.Caller.AskAsync(Ask);

        Assert.Equal(("hit", "Hello there"), (whole.Headers["x-llm-cache"], whole.Content));
        Assert.Equal(("c1", "chat.completion", 1500), (whole.Json.GetProperty("id").GetString(), whole.Json.GetProperty("object").GetString(), whole.Json.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"openai/gpt-4o-mini","max_tokens":99,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("/v1/responses", """{"model":"openai/gpt-4o-mini","input":"Hi","store":false}""")]
    [InlineData("/api/chat", """{"model":"openai/gpt-4o-mini","stream":false,"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task Every_dialect_gets_its_own_form_of_a_kept_answer(string path, string body)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider);

        GatewayAnswer first = await gateway.Caller.AskAsync(body, path);
        GatewayAnswer second = await gateway.Caller.AskAsync(body, path);

        Assert.Equal(("miss", "hit"), (first.Headers["x-llm-cache"], second.Headers["x-llm-cache"]));
        Assert.Contains("Hello there", second.Text, StringComparison.Ordinal);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Embeddings_are_kept_too()
    {
        const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":1,"total_tokens":1}}""";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Vectors);
        await using GatewayApp gateway = await StartAsync(provider);
        const string Body = """{"model":"openai/text-embedding-3-small","input":"Hi"}""";
        await gateway.Caller.AskAsync(Body, "/v1/embeddings");

        GatewayAnswer second = await gateway.Caller.AskAsync(Body, "/v1/embeddings");

        Assert.Equal(("hit", Vectors), (second.Headers["x-llm-cache"], second.Text));
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task An_answer_is_good_for_its_time_and_on_every_instance()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp one = await StartAsync(provider, time);
        await using GatewayApp other = await StartAsync(provider, time);
        using GatewayCaller there = new(other, one.App, one.Key);
        await one.Caller.AskAsync(Ask);

        Assert.Equal("hit", (await there.AskAsync(Ask)).Headers["x-llm-cache"]);
        time.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal("hit", (await there.AskAsync(Ask)).Headers["x-llm-cache"]);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("miss", (await there.AskAsync(Ask)).Headers["x-llm-cache"]);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task Who_does_not_switch_it_on_has_none_and_no_app_gets_what_another_was_told()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp off = await GatewayApp.StartAsync("openai", provider);
        await off.Caller.AskAsync(Ask);
        Assert.False((await off.Caller.AskAsync(Ask)).Headers.ContainsKey("x-llm-cache"));
        Assert.Equal(2, provider.Requests.Count);

        await using GatewayApp gateway = await StartAsync(provider);
        using GatewayCaller other = await gateway.CreateCallerAsync();
        await gateway.Caller.AskAsync(Ask);
        Assert.Equal("miss", (await other.AskAsync(Ask)).Headers["x-llm-cache"]);
    }

    [Fact]
    public async Task Apps_share_answers_where_the_settings_put_them_into_one_group()
    {
        string[] apps = [$"app-{Guid.NewGuid():N}", $"app-{Guid.NewGuid():N}"];
        string group = Guid.NewGuid().ToString("N");
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl);
        foreach (string app in apps)
        {
            settings.With($"Gateway__Apps__{app}__Cache", "on").With($"Gateway__Apps__{app}__CacheGroup", group);
        }

        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        using GatewayCaller one = new(gateway, apps[0], await ManagedKeys.IssueAsync(gateway, apps[0]));
        using GatewayCaller other = new(gateway, apps[1], await ManagedKeys.IssueAsync(gateway, apps[1]));

        Assert.Equal("miss", (await one.AskAsync(Ask)).Headers["x-llm-cache"]);
        Assert.Equal("hit", (await other.AskAsync(Ask)).Headers["x-llm-cache"]);
    }

    [Theory]
    [InlineData("no-cache", "miss", "hit")]
    [InlineData("no-store", null, "hit")]
    [InlineData("max-age=0", "miss", "hit")]
    [InlineData("max-age=60", "hit", "hit")]
    public async Task A_client_can_ask_for_a_new_answer(string header, string? result, string afterwards)
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, time);
        await gateway.Caller.AskAsync(Ask);
        time.Advance(TimeSpan.FromSeconds(1));
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Ask) };
        request.Headers.TryAddWithoutValidation("Cache-Control", header);

        using HttpResponseMessage response = await gateway.Caller.Client.SendAsync(request, TestContext.Current.CancellationToken);

        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);
        Assert.Equal(result, answer.Headers.GetValueOrDefault("x-llm-cache"));
        Assert.Equal(afterwards, (await gateway.Caller.AskAsync(Ask)).Headers["x-llm-cache"]);
    }

    [Fact]
    public async Task No_store_leaves_nothing_behind()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Ask) };
        request.Headers.TryAddWithoutValidation("Cache-Control", "no-store");
        using HttpResponseMessage response = await gateway.Caller.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("miss", (await gateway.Caller.AskAsync(Ask)).Headers["x-llm-cache"]);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task An_answer_that_is_not_complete_is_not_kept(string reason)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole.Replace("\"stop\"", $"\"{reason}\"", StringComparison.Ordinal));
        await using GatewayApp gateway = await StartAsync(provider);
        await gateway.Caller.AskAsync(Ask);

        Assert.Equal("miss", (await gateway.Caller.AskAsync(Ask)).Headers["x-llm-cache"]);
    }

    [Fact]
    public async Task Neither_a_cut_stream_nor_an_error_is_kept()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Streamed[0]);
        await using GatewayApp gateway = await StartAsync(provider);
        Assert.False((await gateway.Caller.AskAsync(AskStreamed)).IsDone);
        Assert.False((await gateway.Caller.AskAsync(AskStreamed)).IsDone);
        Assert.Equal(2, provider.Requests.Count);
        Assert.Equal(502, (await gateway.Caller.AskAsync(Ask)).Code);
        Assert.Equal(502, (await gateway.Caller.AskAsync(Ask)).Code);
        Assert.Equal(4, provider.Requests.Count);
    }

    [Fact]
    public async Task A_stream_whose_last_event_has_no_terminator_is_not_kept_as_half_of_one()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Streamed[0], Streamed[1], Streamed[2], "data: [DONE]");
        await using GatewayApp gateway = await StartAsync(provider);
        GatewayAnswer first = await gateway.Caller.AskAsync(AskStreamed);
        GatewayAnswer second = await gateway.Caller.AskAsync(AskStreamed);
        Assert.Equal((true, true), (first.IsDone, second.IsDone));
        Assert.Equal("Hello there", second.Content);
    }

    [Fact]
    public async Task A_key_that_may_not_call_the_model_does_not_get_its_kept_answer()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider);
        await gateway.Caller.AskAsync(Ask);
        using GatewayCaller narrow = new(gateway, gateway.App, await ManagedKeys.IssueAsync(gateway, new LlmFunctions.Security.KeyWish { App = gateway.App, AllowedModels = ["gpt-4o"] }));

        Assert.Equal(403, (await narrow.AskAsync(Ask)).Code);
    }

    [Fact]
    public async Task Warm_requests_are_left_alone_where_the_settings_say_so()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl)
            .With("Gateway__Cache__Enabled", "on").With("Gateway__Cache__MaxTemperature", "0.2"));
        string cool = Ask.Insert(1, "\"temperature\":0.2,");

        Assert.False((await gateway.Caller.AskAsync(Ask)).Headers.ContainsKey("x-llm-cache"));
        Assert.Equal("miss", (await gateway.Caller.AskAsync(cool)).Headers["x-llm-cache"]);
        Assert.Equal("hit", (await gateway.Caller.AskAsync(cool)).Headers["x-llm-cache"]);
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider, TimeProvider? time = null) =>
        GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Cache__Enabled", "on"), time: time);
}
