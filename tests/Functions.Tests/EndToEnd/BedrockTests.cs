using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Models behind AWS's API: signed requests, whole answers, and a binary stream that may break anywhere.</summary>
public sealed class BedrockTests
{
    private const string AccessKeyId = "AKIDEXAMPLE0EXAMPLE0";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string SessionToken = "session/token+0123456789abcdef==";
    private const string Model = "amazon.nova-lite-v1:0";
    private const string StreamType = "application/vnd.amazon.eventstream";
    private const string Path = "/model/amazon.nova-lite-v1%3A0/converse";

    private const string Whole = """{"metrics":{"latencyMs":551},"output":{"message":{"content":[{"text":"Héllo 世界 👋"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}""";

    private const string Begin = """
        event messageStart {"p":"abc","role":"assistant"}
        event contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Héllo"},"p":"ab"}

        """;

    private const string Middle = """
        event contentBlockDelta {"contentBlockIndex":0,"delta":{"text":" 世界 👋"},"p":"ab"}

        """;

    private const string End = """
        event contentBlockStop {"contentBlockIndex":0,"p":"ab"}
        event messageStop {"p":"ab","stopReason":"end_turn"}
        event metadata {"metrics":{"latencyMs":760},"p":"abc","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}

        """;

    private const string AskWhole = $$"""{"model":"{{Model}}","messages":[{"role":"user","content":"Hi"}]}""";
    private const string AskStream = $$$"""{"model":"{{{Model}}}","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task A_whole_answer_to_a_signed_request()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}:{SessionToken}", ("Region", "eu-west-1"), ("Headers__X-Amzn-Bedrock-Trace", "ENABLED"));

        GatewayAnswer answer = await gateway.Caller.AskAsync(AskWhole);

        Assert.Equal((200, Recording.Text), (answer.Code, answer.Content));
        Assert.Equal(("bedrock", Model), (answer.Headers["x-llm-provider"], answer.Json.GetProperty("model").GetString()));
        Assert.Equal("stop", answer.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(Path, provider.Request.Path);
        Assert.Equal("""{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""", provider.Request.Text);
        Assert.Equal(SessionToken, provider.Request.Headers["X-Amz-Security-Token"]);
        AwsSignature.AssertValid(provider.Request, AccessKeyId, Secret, "eu-west-1", TimeProvider.System.GetUtcNow());
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("success", 11L, 3L, false), (row.Outcome, row.PromptTokens, row.CompletionTokens, row.Estimated));
        Assert.Equal((11 * 0.06m + 3 * 0.24m) / 1_000_000, row.Cost);
    }

    [Fact]
    public async Task A_model_that_is_an_ARN_is_signed_as_it_is_sent()
    {
        const string arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123";
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"bedrock/{{arn}}","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(200, answer.Code);
        Assert.Equal("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse", provider.Request.Path);
        AwsSignature.AssertValid(provider.Request, AccessKeyId, Secret, "us-east-1", TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task An_API_key_needs_no_signature()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "ABSKQmVkcm9ja0V4YW1wbGU=");

        Assert.Equal(200, (await gateway.Caller.AskAsync(AskWhole)).Code);
        Assert.Equal("Bearer ABSKQmVkcm9ja0V4YW1wbGU=", provider.Request.Headers["Authorization"]);
        Assert.False(provider.Request.Headers.ContainsKey("X-Amz-Date"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(int.MaxValue)]
    public async Task A_stream_arrives_whole_however_it_is_split(int size)
    {
        byte[] body = EventStreamText.Encode(Begin + Middle + End);
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync(StreamType);
            foreach (byte[] piece in body.Chunk(Math.Min(size, body.Length)))
            {
                await exchange.SendAsync(piece);
            }

            await exchange.EndAsync();
        });
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        GatewayAnswer answer = await gateway.Caller.AskAsync(AskStream);

        Assert.Equal((200, Recording.Text, true), (answer.Code, answer.Content, answer.IsDone));
        Assert.StartsWith("text/event-stream", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal(14, answer.Chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(Path + "-stream", provider.Request.Path);
        AwsSignature.AssertValid(provider.Request, AccessKeyId, Secret, "us-east-1", TimeProvider.System.GetUtcNow());
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("success", 14L, false, true), (row.Outcome, row.TotalTokens, row.Estimated, row.Streamed));
    }

    [Fact]
    public async Task Each_event_is_passed_on_before_the_provider_sends_the_next()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(AskStream);
        ProviderExchange exchange = await BeginAsync(provider);

        using HttpResponseMessage response = await asking;
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.Contains("Héllo", StringComparison.Ordinal) == false);

        Assert.NotNull(line);
        await exchange.SendAsync(EventStreamText.Encode(Middle + End));
        await exchange.EndAsync();
        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Middle + "cut 1\n")]
    [InlineData(Middle + "cut 100\n")]
    public async Task A_stream_that_ends_without_its_last_event_never_looks_whole(string rest)
    {
        await using ScriptedProvider provider = Streaming(Begin + rest);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        AssertNotWhole(await gateway.Caller.AskAsync(AskStream), "upstream_error");
        await AssertBookedAsync(gateway, "stream_cut");
    }

    [Fact]
    public async Task A_connection_that_breaks_within_an_event_never_looks_like_an_end()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(AskStream);
        ProviderExchange exchange = await BeginAsync(provider);
        using HttpResponseMessage response = await asking;
        await exchange.SendAsync(EventStreamText.Encode(Middle).AsMemory(0, 20));
        exchange.Cut();

        AssertNotWhole(await GatewayAnswer.ReadAsync(response), "upstream_error");
        await AssertBookedAsync(gateway, "stream_cut");
    }

    [Fact]
    public async Task A_damaged_event_ends_the_answer_with_an_error()
    {
        await using ScriptedProvider provider = Streaming(Begin + Middle + "damage 20\n" + End);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        GatewayAnswer answer = await gateway.Caller.AskAsync(AskStream);

        AssertNotWhole(answer, "upstream_error");
        Assert.DoesNotContain("世界", answer.Text, StringComparison.Ordinal);
        await AssertBookedAsync(gateway, "upstream_error");
    }

    [Theory]
    [InlineData("exception throttlingException {\"message\":\"Too many tokens, please wait before trying again.\"}\n", "rate_limit_exceeded", "rate_limited")]
    [InlineData("exception modelStreamErrorException {\"message\":\"The model failed.\"}\n", "upstream_error", "upstream_error")]
    [InlineData("error InternalError broken\n", "upstream_error", "upstream_error")]
    public async Task An_error_event_ends_the_answer_with_that_error(string error, string code, string outcome)
    {
        await using ScriptedProvider provider = Streaming(Begin + error);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        AssertNotWhole(await gateway.Caller.AskAsync(AskStream), code);
        await AssertBookedAsync(gateway, outcome);
    }

    [Fact]
    public async Task An_error_event_before_the_first_piece_lets_another_model_answer()
    {
        await using ScriptedProvider broken = Streaming("event messageStart {\"role\":\"assistant\"}\nexception serviceUnavailableException {\"message\":\"Busy.\"}\n");
        await using ScriptedProvider good = ScriptedProvider.Streaming("text/event-stream", Recording.OpenAI().Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("bedrock", broken.BaseUrl, ("ApiKey", $"{AccessKeyId}:{Secret}"))
            .Provider("openai", good.BaseUrl));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"models":["{{Model}}","gpt-4o-mini"],"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal((200, Recording.Text, true, "openai"), (answer.Code, answer.Content, answer.IsDone, answer.Headers["x-llm-provider"]));
        Assert.Equal(["upstream_error", "success"], (await gateway.Caller.UsageAsync()).Select(static row => row.Outcome));
    }

    [Theory]
    [InlineData(429, "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/", "Too many requests, please wait before trying again.", 429, "rate_limit_exceeded")]
    [InlineData(400, "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/", "Input is too long for requested model.", 400, "context_length_exceeded")]
    [InlineData(400, "ValidationException", "The provided model identifier is invalid.", 404, "model_not_found")]
    [InlineData(400, "ServiceQuotaExceededException", "Quota exceeded.", 429, "rate_limit_exceeded")]
    [InlineData(403, "InvalidSignatureException", "The Canonical String for this request should have been 'POST " + AccessKeyId + "'", 502, "upstream_error")]
    [InlineData(400, "ValidationException", "Bad value for " + Secret, 400, "invalid_request")]
    [InlineData(424, "ModelErrorException", "The model failed.", 502, "upstream_error")]
    public async Task An_error_becomes_what_its_header_says(int status, string type, string message, int expected, string code)
    {
        foreach (string ask in new[] { AskWhole, AskStream })
        {
            await using ScriptedProvider provider = ScriptedProvider.Answering(status, JsonSerializer.Serialize(new { message }), "application/json", ("x-amzn-ErrorType", type));
            await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

            GatewayAnswer answer = await gateway.Caller.AskAsync(ask);

            Assert.Equal((expected, code), (answer.Code, answer.Error.GetProperty("code").GetString()));
            Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(AccessKeyId, answer.Text, StringComparison.Ordinal);
            Assert.Equal(status, Assert.Single(await gateway.Caller.UsageAsync()).UpstreamStatus);
        }
    }

    [Fact]
    public async Task A_key_that_is_none_is_a_failure_of_the_provider_and_nothing_is_sent()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await StartAsync(provider, "a:b:c:d");

        GatewayAnswer answer = await gateway.Caller.AskAsync(AskWhole);

        Assert.Equal((502, "upstream_error"), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Empty(provider.Requests);
        Assert.Equal(("authentication_failed", 0L), Assert.Single(await gateway.Caller.UsageAsync()) is var row ? (row.Outcome, row.TotalTokens) : default);
    }

    [Fact]
    public async Task Tools_are_called_through_Anthropics_surface()
    {
        await using ScriptedProvider provider = Streaming("""
            event messageStart {"role":"assistant"}
            event contentBlockStart {"contentBlockIndex":0,"start":{"toolUse":{"name":"get_weather","toolUseId":"tooluse_1"}}}
            event contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"city\":"}}}
            event contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"\"Paris\"}"}}}
            event contentBlockStop {"contentBlockIndex":0}
            event messageStop {"stopReason":"tool_use"}
            event metadata {"usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14}}

            """);
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            $$$"""{"model":"{{{Model}}}","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Weather in Paris?"}],"tools":[{"name":"get_weather","input_schema":{"type":"object"}}]}""",
            "/v1/messages");

        Assert.Equal(200, answer.Code);
        Assert.Equal("{\"city\":\"Paris\"}", string.Concat(answer.Chunks
            .Where(static chunk => chunk.GetProperty("type").GetString() == "content_block_delta")
            .Select(static chunk => chunk.GetProperty("delta").GetProperty("partial_json").GetString())));
        Assert.Equal("tool_use", answer.Chunks.Single(static chunk => chunk.GetProperty("type").GetString() == "message_delta").GetProperty("delta").GetProperty("stop_reason").GetString());
        Assert.Equal("message_stop", answer.Chunks[^1].GetProperty("type").GetString());
        Assert.Equal("get_weather", provider.Request.Json.GetProperty("toolConfig").GetProperty("tools")[0].GetProperty("toolSpec").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_client_that_leaves_takes_the_providers_work_with_it()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await StartAsync(provider, $"{AccessKeyId}:{Secret}");
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(AskStream);
        ProviderExchange exchange = await BeginAsync(provider);
        (await asking).Dispose();

        await exchange.GatewayGone.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await gateway.StopAsync();
        await AssertBookedAsync(gateway, "client_closed");
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider, string key, params (string Name, string Value)[] more) =>
        GatewayApp.StartAsync(new GatewaySettings().Provider("bedrock", provider.BaseUrl, [("ApiKey", key), .. more]));

    private static ScriptedProvider Streaming(string text) => ScriptedProvider.Run(async exchange =>
    {
        await exchange.BeginAsync(StreamType);
        await exchange.SendAsync(EventStreamText.Encode(text));
        await exchange.EndAsync();
    });

    private static async Task<ProviderExchange> BeginAsync(ScriptedProvider provider)
    {
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync(StreamType);
        await exchange.SendAsync(EventStreamText.Encode(Begin));
        return exchange;
    }

    private static void AssertNotWhole(GatewayAnswer answer, string code)
    {
        Assert.Equal(200, answer.Code);
        Assert.Contains("Héllo", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"stop\"", answer.Text, StringComparison.Ordinal);
        Assert.Equal(code, answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task AssertBookedAsync(GatewayApp gateway, string outcome)
    {
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((outcome, 200, "bedrock", true), (row.Outcome, row.UpstreamStatus, row.Provider, row.Estimated));
        Assert.True(row.PromptTokens > 0 && row.CompletionTokens > 0);
    }
}
