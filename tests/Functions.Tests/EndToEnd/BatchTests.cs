using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Batches of the whole app: lines in, lines out, in the same order, and in the ledger once.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task A_batch_answers_its_lines_in_their_order_and_books_each_once()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);

        JsonElement batch = await caller.RunAsync(Enumerable.Range(0, 120).Select(static i => BatchCaller.Line($"line-{i}", $"number {i}")));

        Assert.Equal("completed", batch.GetProperty("status").GetString());
        Assert.Equal((120, 120, 0), Counts(batch));
        IReadOnlyList<JsonElement> output = await caller.LinesAsync(batch);
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"line-{i}"), output.Select(CustomId));
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"You said: number {i}"), output.Select(Content));
        Assert.Equal(JsonValueKind.Null, batch.GetProperty("error_file_id").ValueKind);
        IReadOnlyList<UsageRow> usage = await gateway.Caller.UsageAsync();
        Assert.Equal(output.Select(static line => line.GetProperty("id").GetString()!).Order(StringComparer.Ordinal), usage.Select(static row => row.RequestId).Order(StringComparer.Ordinal));
        Assert.Equal(usage.Sum(static row => row.TotalTokens), batch.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    [Fact]
    public async Task Lines_may_ask_different_models_and_what_fails_is_in_the_error_file()
    {
        await using ScriptedProvider openai = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using ScriptedProvider broken = ScriptedProvider.Answering(400, """{"error":{"message":"never heard of it","type":"invalid_request_error","param":"seed","code":"bad_seed"}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", openai.BaseUrl).Provider("deepseek", broken.BaseUrl));
        BatchCaller caller = new(gateway.Caller);

        JsonElement batch = await caller.RunAsync(
        [
            BatchCaller.Line("a"),
            BatchCaller.Line("b", model: "openai/gpt-4o-mini"),
            BatchCaller.Line("c", model: "no-such-model"),
            BatchCaller.Line("d", model: "deepseek/any"),
            BatchCaller.Line("e", more: ",\"temperature\":9"),
            BatchCaller.Line("f", model: "sandbox/other"),
        ]);

        Assert.Equal(("completed", (6, 3, 3)), (batch.GetProperty("status").GetString(), Counts(batch)));
        Assert.Equal(JsonValueKind.Null, batch.GetProperty("model").ValueKind);
        IReadOnlyList<JsonElement> output = await caller.LinesAsync(batch);
        Assert.Equal(["a", "b", "f"], output.Select(CustomId));
        Assert.Equal(["You said: Hi", Recording.Text, "You said: Hi"], output.Select(Content));
        Assert.All(output, static line => Assert.Equal((200, JsonValueKind.Null), (Status(line), line.GetProperty("error").ValueKind)));
        IReadOnlyList<JsonElement> errors = await caller.LinesAsync(batch, "error_file_id");
        Assert.Equal(["c", "d", "e"], errors.Select(CustomId));
        Assert.Equal([404, 400, 400], errors.Select(Status));
        Assert.Equal(["model", "seed", "temperature"], errors.Select(static line => line.GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("param").GetString()));

        // Those that reached a provider.
        Assert.Equal(4, (await gateway.Caller.UsageAsync()).Count);
    }

    [Fact]
    public async Task Messages_and_embeddings_are_answered_in_their_own_form()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);

        JsonElement messages = await caller.RunAsync(
            ["""{"custom_id":"m","method":"POST","url":"/v1/messages","body":{"model":"sandbox/echo","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}}""",
             """{"custom_id":"n","method":"POST","url":"/v1/messages","body":{"model":"sandbox/echo","messages":[]}}"""],
            "/v1/messages");
        JsonElement embeddings = await caller.RunAsync(
            ["""{"custom_id":"e","method":"POST","url":"/v1/embeddings","body":{"model":"sandbox/embed","input":["a","b"],"dimensions":3}}"""], "/v1/embeddings");

        JsonElement message = Assert.Single(await caller.LinesAsync(messages)).GetProperty("response").GetProperty("body");
        Assert.Equal(("message", "You said: Hi"), (message.GetProperty("type").GetString(), message.GetProperty("content")[0].GetProperty("text").GetString()));
        JsonElement refused = Assert.Single(await caller.LinesAsync(messages, "error_file_id")).GetProperty("response").GetProperty("body");
        Assert.Equal(("error", "invalid_request_error"), (refused.GetProperty("type").GetString(), refused.GetProperty("error").GetProperty("type").GetString()));
        JsonElement vectors = Assert.Single(await caller.LinesAsync(embeddings)).GetProperty("response").GetProperty("body");
        Assert.Equal([3, 3], vectors.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").GetArrayLength()));
        Assert.Equal("sandbox/embed", embeddings.GetProperty("model").GetString());
    }

    [Fact]
    public async Task An_input_that_makes_no_sense_fails_the_batch_with_errors_that_name_their_lines()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);

        JsonElement batch = await caller.RunAsync(
            [BatchCaller.Line("a"), "{", BatchCaller.Line("a"), BatchCaller.Line("b").Replace("/v1/chat/completions", "/v1/embeddings", StringComparison.Ordinal), """{"method":"POST"}"""]);

        Assert.Equal(("failed", (0, 0, 0)), (batch.GetProperty("status").GetString(), Counts(batch)));
        Assert.Equal("list", batch.GetProperty("errors").GetProperty("object").GetString());
        Assert.Equal(
            [("invalid_json_line", null, 2), ("duplicate_custom_id", "custom_id", 3), ("mismatched_endpoint", "url", 4), ("missing_required_parameter", "custom_id", 5)],
            batch.GetProperty("errors").GetProperty("data").EnumerateArray().Select(static error =>
                (error.GetProperty("code").GetString()!, error.GetProperty("param").GetString(), error.GetProperty("line").GetInt32())));
        Assert.NotEqual(JsonValueKind.Null, batch.GetProperty("failed_at").ValueKind);
        Assert.Empty(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task A_provider_that_asks_for_less_slows_the_batch_down_and_fails_no_line()
    {
        int calls = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => Interlocked.Increment(ref calls) is > 3 and <= 6
            ? exchange.RespondAsync(429, """{"error":{"message":"slow down"}}""", "application/json", ("Retry-After", "1"))
            : exchange.RespondAsync(200, Recording.OpenAI().Whole, "application/json"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        BatchCaller caller = new(gateway.Caller);

        JsonElement batch = await caller.RunAsync(Enumerable.Range(0, 60).Select(static i => BatchCaller.Line($"line-{i}", model: "openai/gpt-4o-mini")));

        Assert.Equal(("completed", (60, 60, 0)), (batch.GetProperty("status").GetString(), Counts(batch)));
        Assert.Equal(Enumerable.Range(0, 60).Select(static i => $"line-{i}"), (await caller.LinesAsync(batch)).Select(CustomId));
        IReadOnlyList<UsageRow> usage = await gateway.Caller.UsageAsync();
        Assert.Equal(60, usage.Count(static row => row.Outcome == "success"));
        Assert.Equal(3, usage.Count(static row => row.Outcome == "rate_limited"));
    }

    [Fact]
    public async Task Batches_together_send_an_account_only_so_many_lines_at_a_time()
    {
        int open = 0;
        int most = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            int now = Interlocked.Increment(ref open);
            InterlockedMax(ref most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref open);
            await exchange.RespondAsync(200, Recording.OpenAI().Whole, "application/json");
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Batches__AccountConcurrency", "3"));
        BatchCaller caller = new(gateway.Caller);
        string file = await caller.UploadedAsync(Enumerable.Range(0, 60).Select(static i => BatchCaller.Line($"line-{i}", model: "openai/gpt-4o-mini")));

        string[] ids = [await caller.CreatedAsync(file), await caller.CreatedAsync(file)];
        JsonElement[] batches = await Task.WhenAll(ids.Select(caller.EndAsync));

        Assert.All(batches, static batch => Assert.Equal((60, 60, 0), Counts(batch)));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_cancelled_batch_keeps_what_is_done()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            if (Interlocked.Increment(ref calls) > 10)
            {
                await cancelled.Task;
            }

            await exchange.RespondAsync(200, Recording.OpenAI().Whole, "application/json");
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Batches__Concurrency", "5"));
        BatchCaller caller = new(gateway.Caller);
        string id = await caller.CreatedAsync(await caller.UploadedAsync(Enumerable.Range(0, 200).Select(static i => BatchCaller.Line($"line-{i}", model: "openai/gpt-4o-mini"))));
        await caller.WaitAsync(id, _ => calls > 10);

        GatewayAnswer answer = await caller.SendAsync(HttpMethod.Post, $"/v1/batches/{id}/cancel");
        Assert.Equal("cancelling", answer.Json.GetProperty("status").GetString());
        cancelled.SetResult();
        JsonElement batch = await caller.EndAsync(id);

        Assert.Equal("cancelled", batch.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, batch.GetProperty("cancelled_at").ValueKind);
        IReadOnlyList<JsonElement> output = await caller.LinesAsync(batch);
        Assert.InRange(output.Count, 10, 199);
        Assert.Equal(Enumerable.Range(0, output.Count).Select(static i => $"line-{i}"), output.Select(CustomId));
        Assert.Equal((200, output.Count, 0), Counts(batch));
        Assert.Equal(output.Count, (await gateway.Caller.UsageAsync()).Count);
        Assert.Equal("cancelled", (await caller.SendAsync(HttpMethod.Post, $"/v1/batches/{id}/cancel")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_same_key_is_the_same_batch_and_a_batch_that_is_done_cannot_be_cancelled()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller stranger = await gateway.CreateCallerAsync();
        BatchCaller caller = new(gateway.Caller);
        string file = await caller.UploadedAsync(BatchCaller.Line("a"));

        GatewayAnswer[] created = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => caller.CreateAsync(file, headers: ("Idempotency-Key", "k-1"))));
        string id = Assert.Single(created.Select(static answer => answer.Json.GetProperty("id").GetString()!).Distinct());
        GatewayAnswer reused = await caller.CreateAsync(file, more: ",\"metadata\":{\"a\":\"b\"}", headers: ("Idempotency-Key", "k-1"));
        Assert.Equal((422, "idempotency_key_reused"), (reused.Code, reused.Error.GetProperty("code").GetString()));
        await caller.EndAsync(id);

        GatewayAnswer late = await caller.SendAsync(HttpMethod.Post, $"/v1/batches/{id}/cancel");
        Assert.Equal((409, "conflict"), (late.Code, late.Error.GetProperty("code").GetString()));
        Assert.Equal(404, (await caller.SendAsync(HttpMethod.Post, "/v1/batches/no-such-batch/cancel")).Code);
        Assert.Equal(404, (await stranger.GetAsync($"/v1/batches/{id}")).Code);
        Assert.Single(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task Batches_are_listed_page_by_page_with_what_their_app_wrote_on_them()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        BatchCaller caller = new(gateway.Caller);
        string file = await caller.UploadedAsync(BatchCaller.Line("a"));
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            ids.Insert(0, (await caller.CreateAsync(file, more: $",\"metadata\":{{\"number\":\"{i}\"}}")).Json.GetProperty("id").GetString()!);
        }

        GatewayAnswer first = await gateway.Caller.GetAsync("/v1/batches?limit=2");
        GatewayAnswer second = await gateway.Caller.GetAsync($"/v1/batches?limit=2&after={ids[1]}");

        Assert.Equal(ids[..2], first.Json.GetProperty("data").EnumerateArray().Select(static batch => batch.GetProperty("id").GetString()));
        Assert.Equal((true, ids[0], ids[1]), (first.Json.GetProperty("has_more").GetBoolean(), first.Json.GetProperty("first_id").GetString(), first.Json.GetProperty("last_id").GetString()));
        JsonElement oldest = Assert.Single(second.Json.GetProperty("data").EnumerateArray());
        Assert.Equal((ids[2], "0", false), (oldest.GetProperty("id").GetString(), oldest.GetProperty("metadata").GetProperty("number").GetString(), second.Json.GetProperty("has_more").GetBoolean()));
        Assert.Equal(400, (await gateway.Caller.GetAsync("/v1/batches?limit=101")).Code);
        Assert.Equal(400, (await gateway.Caller.GetAsync("/v1/batches?after=nothing")).Code);
        GatewayAnswer unknown = await caller.CreateAsync("file-0");
        Assert.Equal((400, "input_file_id"), (unknown.Code, unknown.Error.GetProperty("param").GetString()));
        foreach (string id in ids)
        {
            await caller.EndAsync(id);
        }
    }

    [Fact]
    public async Task Prompts_and_answers_are_nowhere_in_what_the_durable_runtime_keeps()
    {
        const string Secret = "a-prompt-that-nobody-else-may-see";
        GatewaySettings settings = [];
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        BatchCaller caller = new(gateway.Caller);

        await caller.RunAsync([BatchCaller.Line("a", Secret)]);

        string hub = settings["AzureFunctionsJobHost__extensions__durableTask__hubName"]!;
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        int rows = 0;
        foreach (string table in (string[])["LocalInstances", "LocalHistory", "LocalWork"])
        {
            await foreach (TableEntity row in service.GetTableClient(hub + table).QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
            {
                rows++;
                Assert.DoesNotContain(row.Select(static property => property.Value), static value => value is string text && text.Contains(Secret, StringComparison.Ordinal));
            }
        }

        Assert.True(rows > 5);
        Assert.DoesNotContain(gateway.Logs.Entries, static entry => entry.Text.Contains(Secret, StringComparison.Ordinal));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int known = most; value > known; known = most)
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }

    private static string CustomId(JsonElement line) => line.GetProperty("custom_id").GetString()!;

    private static int Status(JsonElement line) => line.GetProperty("response").GetProperty("status_code").GetInt32();

    private static string Content(JsonElement line) =>
        line.GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static (int Total, int Completed, int Failed) Counts(JsonElement batch)
    {
        JsonElement counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }
}
