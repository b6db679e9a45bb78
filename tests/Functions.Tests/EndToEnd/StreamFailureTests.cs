using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A stream that is not whole never ends like one that is, and what was received of it is booked.</summary>
public sealed class StreamFailureTests
{
    private const string Ask = """{"model":"MODEL","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    public static TheoryData<string> Providers => ChatTests.Providers;

    [Fact]
    public async Task An_error_before_the_first_piece_gets_its_proper_status()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming(
            "text/event-stream", "data: {\"error\":{\"message\":\"Slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}\n\n");
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask.Replace("MODEL", "gpt-4o-mini", StringComparison.Ordinal));

        Assert.Equal(429, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "rate_limit_error", "rate_limit_exceeded", null, provider);
    }

    [Theory]
    [InlineData("openai", "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\"}}\n\n")]
    [InlineData("anthropic", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n")]
    [InlineData("gemini", "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n")]
    [InlineData("cohere", "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"the model worker died\"}}\n\n")]
    [InlineData("ollama", "{\"error\":\"an error was encountered while running the model\"}\n")]
    public async Task An_error_after_the_first_piece_ends_the_stream_with_an_error_event(string name, string error)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, [.. Begin(recording), error]);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await AskAsync(gateway, recording);

        AssertNotWhole(answer, provider);
        Assert.Equal("upstream_error", answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("upstream_error", 200), (row.Outcome, row.UpstreamStatus));
        Assert.True(row.CompletionTokens > 0);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_connection_that_is_reset_inside_an_event_is_a_cut_stream(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        Task<HttpResponseMessage> asking = PostAsync(gateway, recording);
        ProviderExchange exchange = await BeginAsync(provider, recording);
        using HttpResponseMessage response = await asking;
        await exchange.SendAsync(Next(recording)[..20]);
        exchange.Cut();
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        AssertNotWhole(answer, provider);
        await AssertBookedAsync(gateway, "stream_cut", name);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_that_ends_properly_for_HTTP_but_without_its_terminal_event_is_a_cut_stream(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, Begin(recording));
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await AskAsync(gateway, recording);

        AssertNotWhole(answer, provider);
        await AssertBookedAsync(gateway, "stream_cut", name);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_that_ends_inside_an_event_is_a_cut_stream(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, [.. Begin(recording), Next(recording)[..^6]]);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await AskAsync(gateway, recording);

        AssertNotWhole(answer, provider);
        await AssertBookedAsync(gateway, "stream_cut", name);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_that_is_silent_for_too_long_times_out(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider, ("Timeout", "1"));

        Task<HttpResponseMessage> asking = PostAsync(gateway, recording);
        ProviderExchange exchange = await BeginAsync(provider, recording);
        using HttpResponseMessage response = await asking;
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        AssertNotWhole(answer, provider);
        Assert.Equal("upstream_timeout", answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
        await exchange.GatewayGone.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await AssertBookedAsync(gateway, "timeout", name);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_provider_that_does_not_answer_at_all_times_out_with_504(string stream)
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider, ("Timeout", "1"));

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(504, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "upstream_error", "upstream_timeout", null, provider);
        await (await provider.NextAsync()).GatewayGone.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("timeout", null), (row.Outcome, row.UpstreamStatus));
    }

    [Fact]
    public async Task A_whole_answer_that_is_cut_is_an_error_of_the_provider()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync("application/json");
            await exchange.SendAsync(Recording.OpenAI().Whole[..60]);
            exchange.Cut();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(502, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "upstream_error", "upstream_error", null, provider);
        Assert.Equal("stream_cut", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
    }

    [Fact]
    public async Task A_connection_that_is_reset_before_any_answer_is_an_error_of_the_provider()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static exchange =>
        {
            exchange.Cut();
            return Task.CompletedTask;
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(502, answer.Code);
        Assert.Single(provider.Requests);
        Assert.Single(await gateway.Caller.UsageAsync());
    }

    /// <summary>The packets up to and with the first text, but not the next.</summary>
    private static string[] Begin(Recording recording) => [.. recording.Stream.TakeWhile(static piece => !piece.Contains(" 世界", StringComparison.Ordinal))];

    private static string Next(Recording recording) => recording.Stream.First(static piece => piece.Contains(" 世界", StringComparison.Ordinal));

    private static string AskFor(Recording recording) => Ask.Replace("MODEL", $"{recording.Provider}/{recording.Model}", StringComparison.Ordinal);

    private static Task<GatewayAnswer> AskAsync(GatewayApp gateway, Recording recording) => gateway.Caller.AskAsync(AskFor(recording));

    private static Task<HttpResponseMessage> PostAsync(GatewayApp gateway, Recording recording) => gateway.Caller.PostAsync(AskFor(recording));

    private static async Task<ProviderExchange> BeginAsync(ScriptedProvider provider, Recording recording)
    {
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync(recording.StreamType);
        foreach (string piece in Begin(recording))
        {
            await exchange.SendAsync(piece);
        }

        return exchange;
    }

    private static void AssertNotWhole(GatewayAnswer answer, ScriptedProvider provider)
    {
        Assert.Equal(200, answer.Code);
        Assert.Contains("Héllo", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        Assert.All(answer.Chunks.Where(static chunk => chunk.TryGetProperty("choices", out _) && !chunk.TryGetProperty("error", out _)), static chunk =>
            Assert.All(chunk.GetProperty("choices").EnumerateArray(), static choice => Assert.Null(choice.GetProperty("finish_reason").GetString())));
        Assert.True(answer.Chunks[^1].TryGetProperty("error", out _), answer.Text);
        BadRequestTests.AssertDiscreet(answer, provider);
    }

    private static async Task AssertBookedAsync(GatewayApp gateway, string outcome, string provider)
    {
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal((outcome, 200, provider), (row.Outcome, row.UpstreamStatus, row.Provider));
        Assert.True(row.Estimated);

        // These two say at the beginning how long the prompt was; of the others' it is counted.
        long prompt = provider is "anthropic" or "gemini" ? 11 : 5;
        Assert.Equal((prompt, 2L, prompt + 2), (row.PromptTokens, row.CompletionTokens, row.TotalTokens));
    }
}
