using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Several models at once, durably: the same response as without, and work that goes on without its client.</summary>
public sealed class ParallelJobsTests
{
    private const string Path = "/api/v1/parallel";
    private const string Messages = """[{"role":"user","content":"2+2?"}]""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_response_is_the_same_as_that_of_a_request_that_is_not_durable_field_for_field()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static exchange => Text(exchange.Request.Json, "model") switch
        {
            "bad" => exchange.RespondAsync(500, """{"error":{"message":"out of order"}}"""),
            "tool" => exchange.RespondAsync(200, """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"add","arguments":"{\"a\":2}"},"odd":1}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}"""),
            "judge" => exchange.RespondAsync(200, Answer("""{\"ranking\":[{\"answer\":\"A\",\"reason\":\"Right & short – „gut“.\"},{\"answer\":\"B\",\"reason\":\"Wrong.\"}]}""")),
            { } model => exchange.RespondAsync(200, Answer($"{model} says: 4 < 5 & ü \\\"quoted\\\"")),
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        string body = $$"""{"models":["gpt-4o","openai/b","openai/bad","openai/tool","no-such"],"messages":{{Messages}},"aggregate":"judge","judge":{"model":"openai/judge"},"seed":1""";

        GatewayAnswer durable = await gateway.Caller.AskAsync(body + "}", Path);
        GatewayAnswer inline = await gateway.Caller.AskAsync(body + ""","durable":false}""", Path);

        Assert.True(durable.Code == 200, durable.Text);
        Assert.True(durable.Headers.ContainsKey("x-llm-job"));
        Assert.Equal(WithoutTimes(inline), WithoutTimes(durable));
        Assert.Contains("4 < 5 & ü", durable.Text, StringComparison.Ordinal);
        Assert.Equal(inline.Headers["content-type"].Split(';')[0], durable.Headers["content-type"]);
        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(5, rows.Count(row => row.RequestId == durable.Headers["x-request-id"]));
        Assert.Equal(10, rows.Count);
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_is_told_where_to_look()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        string body = $$"""{"models":["openai/a","sandbox/b"],"messages":{{Messages}}}""";

        GatewayAnswer accepted = await gateway.Caller.SendAsync(body, Path, ("Prefer", "wait=0"), ("Idempotency-Key", "one"));
        ProviderExchange exchange = await provider.NextAsync();
        GatewayAnswer again = await gateway.Caller.SendAsync(body, Path, ("Prefer", "wait=0"), ("Idempotency-Key", "one"));
        Assert.Equal((JobClient.IdOf(accepted), "wait=0"), (JobClient.IdOf(again), again.Headers["preference-applied"]));
        await exchange.RespondAsync(200, Answer("4"));

        JsonElement job = await gateway.Caller.EndOfAsync(accepted);
        Assert.Equal(("parallel", "completed"), (Text(job, "kind"), JobClient.StatusOf(job)));
        Assert.Equal(["openai/a", "sandbox/b"], job.GetProperty("result").GetProperty("results").EnumerateArray().Select(static result => Text(result, "model")));
        Assert.Equal(["openai", "sandbox"], job.GetProperty("attempts").EnumerateArray().Select(static attempt => Text(attempt, "provider")).Order());
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_client_that_leaves_takes_nothing_with_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        using CancellationTokenSource leave = new();

        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync($$"""{"models":["openai/a"],"messages":{{Messages}}}""", Path, leave.Token);
        ProviderExchange exchange = await provider.NextAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await exchange.RespondAsync(200, Answer("4"));

        GatewayAnswer jobs = await gateway.Caller.GetAsync("/api/v1/jobs");
        JsonElement job = await gateway.Caller.EndOfAsync(Text(jobs.Json.GetProperty("data")[0], "id"));
        Assert.Equal("4", Text(job.GetProperty("result").GetProperty("results")[0], "content"));
    }

    [Fact]
    public async Task A_cancelled_job_hangs_up_on_all_providers()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        GatewayAnswer accepted = await gateway.Caller.LaterAsync($$"""{"models":["openai/a","openai/b"],"messages":{{Messages}}}""", Path);
        ProviderExchange[] exchanges = [await provider.NextAsync(), await provider.NextAsync()];

        Assert.Equal(200, (await gateway.Caller.DeleteAsync(accepted.Headers["location"])).Code);

        await Task.WhenAll(exchanges.Select(static exchange => exchange.GatewayGone)).WaitAsync(Cancel);
        Assert.Equal("cancelled", JobClient.StatusOf((await gateway.Caller.GetAsync(accepted.Headers["location"])).Json));
    }

    [Theory]
    [InlineData("Idempotency-Key", "one")]
    [InlineData("x-llm-webhook", "https://hooks.example.org/")]
    public async Task What_needs_a_job_is_refused_where_there_is_none(string header, string value)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer got = await gateway.Caller.SendAsync($$"""{"models":["sandbox/a"],"messages":{{Messages}},"durable":false}""", Path, (header, value));

        Assert.Equal((400, header), (got.Code, Text(got.Error, "param")));
    }

    private static string WithoutTimes(GatewayAnswer answer)
    {
        JsonNode json = JsonNode.Parse(answer.Bytes)!;
        json["total_latency_ms"] = 0;
        json["aggregate"]!["judge"]!["latency_ms"] = 0;
        foreach (JsonNode? result in json["results"]!.AsArray())
        {
            result!["latency_ms"] = 0;
        }

        return json.ToJsonString();
    }

    private static string Answer(string content) =>
        $$$"""{"id":"c","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{content}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""";

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
