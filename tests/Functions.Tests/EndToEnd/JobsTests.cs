using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Chat that is answered later: what is accepted, what is done, and what the app is told.</summary>
public sealed class JobsTests
{
    private const string Failure = """{"error":{"message":"out of order"}}""";
    private const string Body = """{"model":"openai/m","messages":[{"role":"user","content":"a secret that only payloads may have"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_accepted_at_once_and_its_answer_is_found_at_the_job()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer accepted = await gateway.Caller.LaterAsync(Body);
        string id = JobClient.IdOf(accepted);
        Assert.Equal(($"/api/v1/jobs/{id}", "respond-async", id), (accepted.Headers["location"], accepted.Headers["preference-applied"], accepted.Headers["x-llm-job"]));
        Assert.Equal(("job", "chat", "openai/m"), (Text(accepted.Json, "object"), Text(accepted.Json, "kind"), Text(accepted.Json, "model")));
        ProviderExchange exchange = await provider.NextAsync();
        Assert.Equal("running", JobClient.StatusOf((await gateway.Caller.GetAsync(accepted.Headers["location"])).Json));
        await exchange.RespondAsync(200, Answer("later"));

        JsonElement job = await gateway.Caller.EndOfAsync(accepted);
        Assert.Equal("completed", JobClient.StatusOf(job));
        Assert.Equal("later", ContentOf(job));
        Assert.False(job.TryGetProperty("error", out _));
        JsonElement attempt = Assert.Single(job.GetProperty("attempts").EnumerateArray());
        Assert.Equal(("openai", "m", "success", 200), (Text(attempt, "provider"), Text(attempt, "model"), Text(attempt, "outcome"), attempt.GetProperty("upstream_status").GetInt32()));
        Assert.True(job.GetProperty("completed_at").GetDateTimeOffset() >= job.GetProperty("created_at").GetDateTimeOffset());
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((accepted.Headers["x-request-id"], "success"), (row.RequestId, row.Outcome));
    }

    [Fact]
    public async Task Messages_are_answered_later_in_their_own_dialect_with_the_clients_headers()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"id":"m","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"later"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

        GatewayAnswer accepted = await gateway.Caller.LaterAsync(
            """{"model":"anthropic/claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}""", "/v1/messages", ("anthropic-beta", "new-thing"));

        JsonElement result = (await gateway.Caller.EndOfAsync(accepted)).GetProperty("result");
        Assert.Equal(("message", "later"), (Text(result, "type"), Text(result.GetProperty("content")[0], "text")));
        Assert.Equal("new-thing", provider.Request.Headers["anthropic-beta"]);
    }

    [Fact]
    public async Task The_next_candidate_is_called_when_one_fails_and_each_attempt_is_told()
    {
        await using ScriptedProvider failing = ScriptedProvider.Answering(500, Failure);
        await using ScriptedProvider good = ScriptedProvider.Answering(200, Answer("second"));
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", failing.BaseUrl).Provider("mistral", good.BaseUrl));

        GatewayAnswer accepted = await gateway.Caller.LaterAsync("""{"models":["openai/m","mistral/n"],"messages":[{"role":"user","content":"Hello"}]}""");

        JsonElement job = await gateway.Caller.EndOfAsync(accepted);
        Assert.Equal("second", ContentOf(job));
        Assert.Equal([("openai", "upstream_error"), ("mistral", "success")], job.GetProperty("attempts").EnumerateArray().Select(static one => (Text(one, "provider"), Text(one, "outcome"))));
        Assert.Equal((1, 1), (failing.Requests.Count, good.Requests.Count));
        Assert.Equal([1, 2], (await gateway.Caller.UsageAsync()).Select(static row => row.Attempt));
    }

    [Fact]
    public async Task A_failure_that_passes_is_waited_for_and_repeated()
    {
        int calls = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => Interlocked.Increment(ref calls) < 3 ? exchange.RespondAsync(503, Failure) : exchange.RespondAsync(200, Answer("at last")));
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Retry__MaxRetries", "2"));

        JsonElement job = await gateway.Caller.EndOfAsync(await gateway.Caller.LaterAsync(Body));

        Assert.Equal(("at last", 3), (ContentOf(job), calls));
    }

    [Fact]
    public async Task When_all_fail_the_job_has_the_error_that_a_waiting_client_would_get()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(400, """{"error":{"message":"no such field","param":"x","code":"odd"}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        JsonElement job = await gateway.Caller.EndOfAsync(await gateway.Caller.LaterAsync(Body));
        GatewayAnswer waited = await gateway.Caller.AskAsync(Body);

        Assert.Equal("failed", JobClient.StatusOf(job));
        Assert.Equal(waited.Error.GetRawText(), job.GetProperty("error").GetRawText());
        Assert.False(job.TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Whoever_waits_long_enough_gets_the_answer_itself_or_its_error()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange =>
            Text(exchange.Request.Json, "model") == "m" ? exchange.RespondAsync(200, Answer("now")) : exchange.RespondAsync(400, Failure));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer good = await gateway.Caller.SendAsync(Body, "/v1/chat/completions", ("Prefer", "respond-async, wait=50"));
        GatewayAnswer bad = await gateway.Caller.SendAsync(Body.Replace("openai/m", "openai/n", StringComparison.Ordinal), "/api/v1/chat/completions", ("Prefer", "respond-async, wait=50"));

        Assert.Equal((200, "now", "respond-async, wait=50"), (good.Code, good.Content, good.Headers["preference-applied"]));
        Assert.Equal((400, "out of order"), (bad.Code, Text(bad.Error, "message")));
    }

    [Fact]
    public async Task A_cancelled_job_hangs_up_on_the_provider_and_books_what_was_begun()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        GatewayAnswer accepted = await gateway.Caller.LaterAsync(Body);
        ProviderExchange exchange = await provider.NextAsync();

        GatewayAnswer cancelled = await gateway.Caller.DeleteAsync(accepted.Headers["location"]);

        Assert.Equal((200, "cancelled"), (cancelled.Code, JobClient.StatusOf(cancelled.Json)));
        await exchange.GatewayGone.WaitAsync(Cancel);
        GatewayAnswer again = await gateway.Caller.DeleteAsync(accepted.Headers["location"]);
        Assert.Equal((409, "conflict"), (again.Code, Text(again.Error, "code")));
        await gateway.StopAsync();
        Assert.Equal("client_closed", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_filtered_and_by_pages()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            GatewayAnswer accepted = await gateway.Caller.LaterAsync(i == 1 ? """{"model":"sandbox/e","messages":[{"role":"user","content":"Hi"}],"sandbox":{"status":400}}""" : """{"model":"sandbox/e","messages":[{"role":"user","content":"Hi"}]}""");
            await gateway.Caller.EndOfAsync(accepted);
            ids.Insert(0, JobClient.IdOf(accepted));
        }

        GatewayAnswer first = await gateway.Caller.GetAsync("/api/v1/jobs?limit=2");
        GatewayAnswer second = await gateway.Caller.GetAsync($"/api/v1/jobs?limit=2&after={Text(first.Json, "last_id")}");
        Assert.Equal(ids[..2], Ids(first));
        Assert.Equal(ids[2..], Ids(second));
        Assert.Equal((true, false), (first.Json.GetProperty("has_more").GetBoolean(), second.Json.GetProperty("has_more").GetBoolean()));
        Assert.Equal([ids[1]], Ids(await gateway.Caller.GetAsync("/api/v1/jobs?status=failed")));
        Assert.Empty(Ids(await gateway.Caller.GetAsync("/api/v1/jobs?kind=parallel")));
        using GatewayCaller other = await gateway.CreateCallerAsync();
        Assert.Empty(Ids(await other.GetAsync("/api/v1/jobs")));
        Assert.Equal(404, (await other.GetAsync($"/api/v1/jobs/{ids[0]}")).Code);
        Assert.Equal(404, (await other.DeleteAsync($"/api/v1/jobs/{ids[0]}")).Code);
        Assert.Equal(409, (await gateway.Caller.DeleteAsync($"/api/v1/jobs/{ids[0]}")).Code);
    }

    [Theory]
    [InlineData("/api/v1/jobs/job_0123456789abcdef0123456789abcdef", 404, null)]
    [InlineData("/api/v1/jobs/nonsense", 404, null)]
    [InlineData("/api/v1/jobs?status=lost", 400, "status")]
    [InlineData("/api/v1/jobs?limit=0", 400, "limit")]
    [InlineData("/api/v1/jobs?after=nonsense", 400, "after")]
    public async Task What_cannot_be_found_or_makes_no_sense_is_said(string path, int status, string? param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.GetAsync(path);

        Assert.Equal((status, param), (got.Code, Text(got.Error, "param")));
    }

    [Theory]
    [InlineData("""{"model":"no-such-model","messages":[{"role":"user","content":"Hi"}]}""", 404, "model")]
    [InlineData("""{"model":"sandbox/e","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", 400, "stream")]
    [InlineData("""{"model":"sandbox/e"}""", 400, "messages")]
    public async Task What_could_never_be_answered_is_refused_at_once(string body, int status, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.LaterAsync(body);

        Assert.Equal((status, param), (got.Code, Text(got.Error, "param")));
        Assert.Empty(Ids(await gateway.Caller.GetAsync("/api/v1/jobs")));
    }

    [Fact]
    public async Task One_key_is_one_job_however_often_it_is_sent_and_another_body_is_refused()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Answer("once"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer[] accepted = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.Caller.LaterAsync(Body, headers: ("Idempotency-Key", "order-66"))));
        string id = Assert.Single(accepted.Select(JobClient.IdOf).Distinct());
        await gateway.Caller.EndOfAsync(id);
        GatewayAnswer late = await gateway.Caller.SendAsync(Body, "/v1/chat/completions", ("Prefer", "respond-async, wait=9"), ("Idempotency-Key", "order-66"));
        GatewayAnswer other = await gateway.Caller.LaterAsync(Body.Replace("secret", "riddle", StringComparison.Ordinal), headers: ("Idempotency-Key", "order-66"));

        Assert.Equal("once", late.Content);
        Assert.Equal((422, "idempotency_key_reused"), (other.Code, Text(other.Error, "code")));
        Assert.Single(provider.Requests);
        Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal([id], Ids(await gateway.Caller.GetAsync("/api/v1/jobs")));
    }

    private static string[] Ids(GatewayAnswer list) => [.. list.Json.GetProperty("data").EnumerateArray().Select(static job => Text(job, "id")!)];

    private static string ContentOf(JsonElement job) => Text(job.GetProperty("result").GetProperty("choices")[0].GetProperty("message"), "content")!;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Answer(string content) =>
        $$$"""{"id":"c","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{content}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";
}
