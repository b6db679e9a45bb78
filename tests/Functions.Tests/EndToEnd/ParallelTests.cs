using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>One conversation for several models: what each is asked, what the app gets, what is booked.</summary>
public sealed class ParallelTests
{
    private const string Path = "/api/v1/parallel";
    private const string Messages = """[{"role":"user","content":"2+2?"}]""";

    [Fact]
    public async Task Each_model_answers_in_its_own_dialect_and_the_response_has_them_all_by_name()
    {
        await using ScriptedProvider openai = ScriptedProvider.Answering(200, Answer("The answer is 4.", 10, 6));
        await using ScriptedProvider anthropic = ScriptedProvider.Answering(200, """{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[{"type":"text","text":"2 + 2 = 4"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":8}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", openai.BaseUrl).Provider("anthropic", anthropic.BaseUrl));

        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"models":["gpt-4o","anthropic/claude-x"],"messages":{{Messages}},"max_tokens":100}""", Path);

        Assert.True(got.Code == 200, got.Text);
        JsonElement[] results = Results(got);
        Assert.Equal(["anthropic/claude-x", "gpt-4o"], results.Select(static result => Text(result, "model")));
        Assert.Equal(["anthropic", "openai"], results.Select(static result => Text(result, "provider")));
        Assert.Equal(["2 + 2 = 4", "The answer is 4."], results.Select(static result => Text(result, "content")));
        Assert.Equal("""{"input":12,"output":8,"total":20}""", results[0].GetProperty("tokens").GetRawText());
        Assert.Equal(36, got.Json.GetProperty("total_tokens").GetInt32());
        Assert.Equal(results.Max(static result => result.GetProperty("latency_ms").GetInt64()), got.Json.GetProperty("total_latency_ms").GetInt64());
        Assert.Equal($$"""{"messages":{{Messages}},"max_tokens":100,"model":"gpt-4o"}""", openai.Request.Text);
        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((got.Headers["x-request-id"], "success"), (row.RequestId, row.Outcome)));
        Assert.Equal(rows.Sum(static row => row.Cost ?? 0), got.Json.GetProperty("total_cost").GetDecimal());
    }

    [Fact]
    public async Task All_models_are_asked_before_any_has_answered()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        Task<GatewayAnswer> asking = gateway.Caller.AskAsync($$"""{"models":["openai/a","openai/b","openai/c"],"messages":{{Messages}}}""", Path);
        ProviderExchange[] exchanges = [await provider.NextAsync(), await provider.NextAsync(), await provider.NextAsync()];
        foreach (ProviderExchange exchange in exchanges)
        {
            await exchange.RespondAsync(200, Answer(Text(exchange.Request.Json, "model"), 1, 1));
        }

        Assert.Equal(["a", "b", "c"], Results(await asking).Select(static result => Text(result, "content")));
    }

    [Fact]
    public async Task Five_models_take_as_long_as_the_slowest_and_not_as_all_together()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.Caller.AskAsync($$"""{"models":["sandbox/warm"],"messages":{{Messages}}}""", Path);

        long start = Stopwatch.GetTimestamp();
        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"models":["sandbox/a","sandbox/b","sandbox/c","sandbox/d","sandbox/e"],"messages":{{Messages}},"sandbox":{"latency_ms":2000} }""", Path);
        TimeSpan took = Stopwatch.GetElapsedTime(start);

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"Five models of 2000 ms each took {took.TotalMilliseconds:F0} ms."));
        Assert.All(Results(got), static result => Assert.Equal("You said: 2+2?", Text(result, "content")));
        Assert.InRange(took.TotalMilliseconds, 2000, 6000);
    }

    [Fact]
    public async Task One_fails_one_is_too_slow_one_is_unknown_and_the_others_are_right()
    {
        await using ScriptedProvider failing = ScriptedProvider.Answering(500, """{"error":{"message":"out of order"}}""");
        await using ScriptedProvider slow = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", failing.BaseUrl).Provider("mistral", slow.BaseUrl));

        GatewayAnswer got = await gateway.Caller.AskAsync(
            $$"""{"models":["openai/fails","mistral/slow","no-such-model","sandbox/echo"],"messages":{{Messages}},"timeout_ms":1000}""", Path);

        Assert.Equal(200, got.Code);
        Dictionary<string, JsonElement> results = Results(got).ToDictionary(static result => Text(result, "model"));
        Assert.Equal(["mistral/slow", "no-such-model", "openai/fails", "sandbox/echo"], results.Keys);
        Assert.Equal(("upstream_timeout", "mistral"), (Code(results["mistral/slow"]), Text(results["mistral/slow"], "provider")));
        Assert.Equal("model_not_found", Code(results["no-such-model"]));
        Assert.Equal("upstream_error", Code(results["openai/fails"]));
        Assert.Equal("You said: 2+2?", Text(results["sandbox/echo"], "content"));
        Assert.Equal(results["sandbox/echo"].GetProperty("tokens").GetProperty("total").GetInt64(), got.Json.GetProperty("total_tokens").GetInt64());
        await (await slow.NextAsync()).GatewayGone.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, (await gateway.Caller.UsageAsync()).Count);
    }

    [Fact]
    public async Task A_quorum_ends_the_wait_and_hangs_up_on_who_is_slower()
    {
        await using ScriptedProvider slow = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", slow);

        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"models":["openai/slow","sandbox/a","sandbox/b"],"messages":{{Messages}},"sandbox":{"latency_ms":300},"quorum":2}""", Path);

        JsonElement[] results = Results(got);
        Assert.Equal("quorum_reached", Code(results[0]));
        Assert.Equal(["You said: 2+2?", "You said: 2+2?"], results[1..].Select(static result => Text(result, "content")));
        await (await slow.NextAsync()).GatewayGone.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Models_vote()
    {
        await using ScriptedProvider provider = ByModel(static model => Answer(model == "b" ? "5" : "Four.", 1, 1));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"models":["openai/b","openai/a","openai/c"],"messages":{{Messages}},"aggregate":"vote"}""", Path);

        Assert.Equal(
            """{"method":"vote","model":"openai/a","content":"Four.","votes":[{"content":"Four.","models":["openai/a","openai/c"]},{"content":"5","models":["openai/b"]}]}""",
            got.Json.GetProperty("aggregate").GetRawText());
    }

    [Fact]
    public async Task A_judge_picks_the_best_and_what_it_used_is_counted()
    {
        await using ScriptedProvider provider = ByModel(static model => model == "j" ? Answer("""{\"winner\":\"B\",\"reason\":\"It is right.\"}""", 50, 5) : Answer(model, 1, 1));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync(
            $$"""{"models":["openai/x","openai/a"],"messages":{{Messages}},"aggregate":"best_of","judge":{"model":"openai/j","rubric":"Be right."} }""", Path);

        JsonElement aggregate = got.Json.GetProperty("aggregate");
        Assert.Equal(("openai/a", "a", "It is right."), (Text(aggregate, "model"), Text(aggregate, "content"), Text(aggregate, "reason")));
        Assert.Equal(("openai/j", 55), (Text(aggregate.GetProperty("judge"), "model"), aggregate.GetProperty("judge").GetProperty("tokens").GetProperty("total").GetInt32()));
        Assert.Equal(59, got.Json.GetProperty("total_tokens").GetInt32());
        Assert.Equal(3, (await gateway.Caller.UsageAsync()).Count);
    }

    [Theory]
    [InlineData("""{\"ranking\":[{\"answer\":\"B\",\"reason\":\"Better.\"},{\"answer\":\"A\",\"reason\":\"Worse.\"}]}""", null)]
    [InlineData("I cannot decide.", "no_verdict")]
    public async Task A_judge_ranks_all_answers_or_its_failure_is_told_beside_them(string said, string? error)
    {
        await using ScriptedProvider provider = ByModel(model => Answer(model == "j" ? said : model, 1, 1));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer got = await gateway.Caller.AskAsync($$"""{"models":["openai/a","openai/b"],"messages":{{Messages}},"aggregate":"judge","judge":{"model":"openai/j"} }""", Path);

        JsonElement aggregate = got.Json.GetProperty("aggregate");
        Assert.Equal(2, Results(got).Length);
        if (error is not null)
        {
            Assert.Equal(error, Code(aggregate));
            return;
        }

        Assert.Equal(
            """[{"rank":1,"model":"openai/b","reason":"Better."},{"rank":2,"model":"openai/a","reason":"Worse."}]""",
            aggregate.GetProperty("ranking").GetRawText());
    }

    [Fact]
    public async Task A_stream_has_each_result_when_it_is_there_and_ends_with_the_response()
    {
        await using ScriptedProvider slow = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", slow);

        using HttpResponseMessage response = await gateway.Caller.PostAsync($$"""{"models":["openai/a","sandbox/z"],"messages":{{Messages}},"stream":true}""", Path);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal(("result", "sandbox/z"), await NextAsync(reader));
        await (await slow.NextAsync()).RespondAsync(200, Answer("4", 1, 1));
        Assert.Equal(("result", "openai/a"), await NextAsync(reader));
        Assert.Equal(("response", "openai/a,sandbox/z"), await NextAsync(reader));
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_leaves_takes_all_calls_with_it()
    {
        await using ScriptedProvider slow = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", slow);
        using CancellationTokenSource leave = new();

        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync($$"""{"models":["openai/a","openai/b"],"messages":{{Messages}},"durable":false}""", Path, leave.Token);
        ProviderExchange[] exchanges = [await slow.NextAsync(), await slow.NextAsync()];
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Task.WhenAll(exchanges.Select(static exchange => exchange.GatewayGone)).WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"models":[],"messages":[]}""", "models")]
    [InlineData("""{"models":["1","2","3","4","5","6"],"messages":[]}""", "models")]
    [InlineData("""{"models":["sandbox/a","sandbox/a"],"messages":[]}""", "models[1]")]
    public async Task A_request_that_makes_no_sense_is_refused_as_a_whole(string body, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.AskAsync(body, Path);

        Assert.Equal((400, param), (got.Code, Text(got.Error, "param")));
    }

    private static ScriptedProvider ByModel(Func<string, string> answer) =>
        ScriptedProvider.Run(exchange => exchange.RespondAsync(200, answer(Text(exchange.Request.Json, "model"))));

    /// <param name="content">What is said, escaped for JSON.</param>
    /// <param name="input">Prompt tokens.</param>
    /// <param name="output">Completion tokens.</param>
    private static string Answer(string content, int input, int output) =>
        $$$"""{"id":"c","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{content}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""";

    private static JsonElement[] Results(GatewayAnswer answer) => [.. answer.Json.GetProperty("results").EnumerateArray()];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Code(JsonElement json) => Text(json.GetProperty("error"), "code");

    private static async Task<(string Name, string Models)> NextAsync(StreamReader reader)
    {
        string name = (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["event: ".Length..];
        JsonElement data = JsonElement.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["data: ".Length..]);
        Assert.Equal("", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        return (name, data.TryGetProperty("results", out JsonElement results)
            ? string.Join(',', results.EnumerateArray().Select(static result => Text(result, "model")))
            : Text(data, "model"));
    }
}
