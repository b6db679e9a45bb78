using System.Globalization;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Each attempt has one record, with the provider's own counts and the cost to the last digit.</summary>
public sealed class UsageTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    // gpt-4o-mini: 0.15 in, 0.075 cached, 0.6 out for a million. 800 × 0.15 + 200 × 0.075 + 500 × 0.6 = 435.
    private const string Counts = """{"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500,"prompt_tokens_details":{"cached_tokens":200},"completion_tokens_details":{"reasoning_tokens":100}}""";
    private const decimal Cost = 0.000435m;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task An_answer_is_booked_once_with_exact_tokens_and_cost(string stream)
    {
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","stream":{{stream}},"user_id":"user-7",{{Messages}}}""");

        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((1000L, 500L, 1500L, 200L, 100L), (row.PromptTokens, row.CompletionTokens, row.TotalTokens, row.CachedTokens, row.ReasoningTokens));
        Assert.Equal((Cost, false, "success", "stop"), (row.Cost!.Value, row.Estimated, row.Outcome, row.FinishReason));
        Assert.Equal((gateway.App, "openai", "gpt-4o-mini", "openai/gpt-4o-mini"), (row.App, row.Provider, row.Model, row.RequestedModel));
        Assert.Equal((answer.Headers["x-request-id"], 1, stream == "true", 200), (row.RequestId, row.Attempt, row.Streamed, row.UpstreamStatus));
        Assert.Equal("user-7", row.Entity.GetString("User"));
        Assert.NotEmpty(row.Entity.GetString("PriceVersion"));
        Assert.True(row.Entity.GetDouble("DurationMs") > 0);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{gateway.App}_{row.StartedAt.UtcDateTime:yyyyMMdd}{row.StartedAt.UtcDateTime.Hour / 6 * 6:00}_"), row.Entity.PartitionKey, StringComparison.Ordinal);
        Assert.Equal(stream == "true", row.Entity.GetDouble("TimeToFirstTokenMs") is > 0);
    }

    [Fact]
    public async Task Tokens_read_from_and_written_to_a_cache_are_billed_once_at_their_own_price()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.All["anthropic"].Whole.Replace(
            """{"input_tokens":11,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3}""",
            """{"input_tokens":100,"cache_creation_input_tokens":200,"cache_read_input_tokens":1000,"output_tokens":50}""", StringComparison.Ordinal));
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

        await gateway.Caller.AskAsync($$"""{"model":"claude-haiku-4-5",{{Messages}}}""");

        // claude-haiku-4-5: 100 × 1 + 1000 × 0.1 + 200 × 1.25 + 50 × 5 = 700 for a million.
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((1300L, 50L, 1000L, 0.0007m), (row.PromptTokens, row.CompletionTokens, row.CachedTokens, row.Cost!.Value));
    }

    [Theory]
    [InlineData(1000, "0.058")] // 1000 × 1 + 500 × 2 for a million, 2 × 0.003 for the images, 0.05 for the request.
    [InlineData(1001, "0.116002")] // The tier above, in which all of it costs twice as much: the whole prompt selects it.
    public async Task Images_and_the_request_itself_are_billed_beside_the_tokens_by_the_tier_of_the_prompt(int promptTokens, string cost)
    {
        await using ScriptedProvider provider = Provider($$"""{"prompt_tokens":{{promptTokens}},"completion_tokens":500,"total_tokens":{{promptTokens + 500}}}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        await gateway.CreateAsync("models", "openai/rocket", """{"ContextWindow":100000,"MaxOutput":1000,"Capabilities":["chat","vision"]}""");
        await gateway.CreateAsync("prices", "openai/rocket", """{"Tiers":[{"UpToPromptTokens":1000,"Input":1,"Output":2,"PerImage":0.003,"PerRequest":0.05},{"Input":2,"Output":4,"PerImage":0.006,"PerRequest":0.1}]}""");

        const string Image = """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}""";
        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"openai/rocket","messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{{Image}},{{Image}}]}]}""");

        Assert.True(answer.Code == 200, answer.Text);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((2L, decimal.Parse(cost, CultureInfo.InvariantCulture)), (row.Entity.GetInt64("Images"), row.Cost!.Value));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Usage_of_zero_stays_zero(string stream)
    {
        await using ScriptedProvider provider = Provider("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},{{Messages}}}""");

        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((0L, 0L, false, 0m), (row.PromptTokens, row.CompletionTokens, row.Estimated, row.Cost!.Value));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task An_answer_without_usage_is_counted_and_marked(string stream)
    {
        await using ScriptedProvider provider = Provider("null");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},{{Messages}}}""");

        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((5L, 3L, true, 0.00000255m), (row.PromptTokens, row.CompletionTokens, row.Estimated, row.Cost!.Value));
    }

    [Fact]
    public async Task A_model_without_a_price_has_no_cost_rather_than_none_to_pay()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.All["ollama"].Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        await gateway.Caller.AskAsync($$"""{"model":"ollama/llama3.2",{{Messages}}}""");

        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((11L, 3L), (row.PromptTokens, row.CompletionTokens));
        Assert.Null(row.Cost);
        Assert.False(row.Entity.ContainsKey("PriceVersion"));
    }

    [Theory]
    [InlineData("false", 500)]
    [InlineData("true", 500)]
    [InlineData("false", 429)]
    [InlineData("true", 401)]
    [InlineData("true", 404)]
    public async Task A_chain_goes_on_to_its_next_model_and_books_both_attempts(string stream, int failure)
    {
        await using ScriptedProvider failing = ScriptedProvider.Answering(failure, """{"error":{"message":"No"}}""");
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("anthropic", failing.BaseUrl)
            .Provider("openai", provider.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["claude-haiku-4-5","gpt-4o-mini"],"stream":{{stream}},{{Messages}}}""");

        Assert.Equal(200, answer.Code);
        Assert.Equal(("openai", "gpt-4o-mini", "2"), (answer.Headers["x-llm-provider"], answer.Headers["x-llm-model"], answer.Headers["x-llm-attempts"]));
        Assert.Collection(
            await gateway.Caller.UsageAsync(),
            row =>
            {
                Assert.Equal((1, "anthropic", failure, 0L, 0m), (row.Attempt, row.Provider, row.UpstreamStatus, row.TotalTokens, row.Cost!.Value));
                Assert.NotEqual("success", row.Outcome);
                Assert.Equal(answer.Headers["x-request-id"], row.RequestId);
            },
            row =>
            {
                Assert.Equal((2, "openai", 200, 1500L, Cost), (row.Attempt, row.Provider, row.UpstreamStatus, row.TotalTokens, row.Cost!.Value));
                Assert.Equal(("success", answer.Headers["x-request-id"]), (row.Outcome, row.RequestId));
            });
    }

    [Fact]
    public async Task A_chain_whose_models_all_fail_tells_the_last_failure_and_books_every_attempt()
    {
        await using ScriptedProvider failing = ScriptedProvider.Answering(500, """{"error":{"message":"No"}}""");
        await using ScriptedProvider busy = ScriptedProvider.Answering(429, """{"error":{"message":"Slow down"}}""", "application/json", ("Retry-After", "9"));
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("anthropic", failing.BaseUrl)
            .Provider("openai", busy.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["claude-haiku-4-5","gpt-4o-mini"],{{Messages}}}""");

        Assert.Equal((429, "9"), (answer.Code, answer.Headers["retry-after"]));
        Assert.Equal(["upstream_error", "rate_limited"], (await gateway.Caller.UsageAsync()).Select(static row => row.Outcome));
    }

    [Fact]
    public async Task A_request_that_the_first_provider_calls_wrong_is_not_tried_with_the_next()
    {
        await using ScriptedProvider refusing = ScriptedProvider.Answering(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: no"}}""");
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("anthropic", refusing.BaseUrl)
            .Provider("openai", provider.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["claude-haiku-4-5","gpt-4o-mini"],{{Messages}}}""");

        Assert.Equal(400, answer.Code);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_piece_is_tried_with_the_next_model()
    {
        Recording recording = Recording.All["anthropic"];
        await using ScriptedProvider failing = ScriptedProvider.Streaming(
            recording.StreamType, recording.Stream[0], ": comment\n\n", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("anthropic", failing.BaseUrl)
            .Provider("openai", provider.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["claude-haiku-4-5","gpt-4o-mini"],"stream":true,{{Messages}}}""");

        Assert.Equal((200, "openai", true), (answer.Code, answer.Headers["x-llm-provider"], answer.IsDone));
        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal([("upstream_error", 11L, true), ("success", 1000L, false)], rows.Select(static row => (row.Outcome, row.PromptTokens, row.Estimated)));
    }

    [Fact]
    public async Task A_stream_that_fails_after_its_first_piece_is_not_tried_again()
    {
        await using ScriptedProvider cut = ScriptedProvider.Streaming("text/event-stream", Recording.Event("""{"role":"assistant","content":"Hello"}"""));
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", cut);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["gpt-4o-mini","gpt-4o"],"stream":true,{{Messages}}}""");

        Assert.False(answer.IsDone);
        Assert.Single(cut.Requests);
        Assert.Equal("stream_cut", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task A_model_that_cannot_carry_the_request_is_passed_over_and_not_booked()
    {
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("gemini", provider.BaseUrl)
            .Provider("openai", provider.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["gemini-2.5-flash","gpt-4o-mini"],"tools":[{"type":"web_search"}],{{Messages}}}""");

        Assert.Equal((200, "openai", "1"), (answer.Code, answer.Headers["x-llm-provider"], answer.Headers["x-llm-attempts"]));
        Assert.Equal("openai", Assert.Single(await gateway.Caller.UsageAsync()).Provider);
    }

    [Fact]
    public async Task Requests_that_a_client_gives_the_same_id_are_all_booked()
    {
        await using ScriptedProvider provider = Provider(Counts);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        gateway.Client.DefaultRequestHeaders.Add("x-request-id", "mine");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini",{{Messages}}}""")));

        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(20, rows.Count);
        Assert.All(rows, static row => Assert.Equal("mine", row.RequestId));
    }

    /// <summary>Answers with the given usage, in the form that is asked for; the text has 12 characters.</summary>
    private static ScriptedProvider Provider(string usage) => ScriptedProvider.Run(async exchange =>
    {
        if (!exchange.Request.Text.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            await exchange.RespondAsync(200, """{"id":"1","object":"chat.completion","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there."},"finish_reason":"stop"}],"usage":USAGE}""".Replace("USAGE", usage, StringComparison.Ordinal));
            return;
        }

        await exchange.BeginAsync();
        await exchange.SendAsync(Recording.Event("""{"role":"assistant","content":"Hello there."}"""));
        await exchange.SendAsync(Recording.Event("{}", "\"stop\""));
        await exchange.SendAsync("data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"m\",\"choices\":[],\"usage\":" + usage + "}\n\n");
        await exchange.SendAsync("data: [DONE]\n\n");
        await exchange.EndAsync();
    });
}
