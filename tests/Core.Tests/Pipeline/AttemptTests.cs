using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

public sealed class AttemptTests
{
    private const string Whole = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":0,"total_tokens":5}}""";
    private const string Request = """{"model":"a/m","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Chain = """{"models":["a/m","b/m"],"messages":[{"role":"user","content":"Hello"}]}""";
    private const string StreamRequest = """{"model":"a/m","stream":true,"messages":[{"role":"user","content":"Hello you there"}]}""";
    private const string FirstChunk = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"eight letters and more\"},\"finish_reason\":null}]}\n\n";
    private const string LastChunk = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task An_answer_is_recorded_once_with_the_providers_own_count_and_zero_stays_zero()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));
        WholeAnswer answer = Assert.IsType<WholeAnswer>(await harness.RunAsync(Request));
        Assert.True(answer.PassesThrough);
        Assert.Equal(Whole, Encoding.UTF8.GetString(answer.Raw.Span));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("success", 5, 0, false, "stop"), (record.Outcome, record.PromptTokens, record.CompletionTokens, record.Estimated, record.FinishReason));
        Assert.Equal(("shop", "k1", "a", "m", "r1", 1), (record.App, record.KeyId, record.Provider, record.Model, record.RequestId, record.Attempt));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task The_next_candidate_is_tried_when_one_fails_and_each_attempt_is_recorded(int status)
    {
        using PipelineHarness harness = new(
            new ScriptedHandler(ScriptedHandler.Answer(status, """{"error":{"message":"no"}}""")),
            new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));
        CallAnswer answer = await harness.RunAsync(Chain);
        Assert.Equal("b", answer.Attempt.Candidate.Provider.Name);
        Assert.Equal([("a", 1, status), ("b", 2, 200)], harness.Ledger.Records.Select(static record => (record.Provider, record.Attempt, record.UpstreamStatus!.Value)));
        Assert.Equal(0, harness.Ledger.Records[0].PromptTokens);
        Assert.Null(harness.Ledger.Records[0].Cost);
    }

    [Fact]
    public async Task What_is_wrong_with_the_request_is_not_tried_elsewhere()
    {
        ScriptedHandler second = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(400, """{"error":{"message":"bad field","param":"x"}}""")), second);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Chain));
        Assert.Equal((ErrorKind.InvalidRequest, "bad field", "x"), (exception.Error.Kind, exception.Error.Message, exception.Error.Param));
        Assert.Equal(0, second.Calls);
    }

    [Fact]
    public async Task A_candidate_that_cannot_carry_the_request_is_not_called_and_not_recorded()
    {
        ScriptedHandler handler = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(AnthropicDialect.Instance, handler);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync("""{"model":"a/m","n":2,"messages":[{"role":"user","content":"Hello"}]}"""));
        Assert.Equal((ErrorKind.UnsupportedField, "n"), (exception.Error.Kind, exception.Error.Param));
        Assert.Equal(0, handler.Calls);
        Assert.Empty(harness.Ledger.Records);
    }

    [Fact]
    public async Task No_message_shows_the_providers_key_or_address()
    {
        string body = $$$"""{"error":{"message":"key {{{PipelineHarness.ApiKey}}} at https://inner.example.org/v1 is wrong"}}""";
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(400, body)));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));
        Assert.DoesNotContain("sk-secret", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner.example.org", exception.Message, StringComparison.Ordinal);
        Assert.Contains("is wrong", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_given_up_after_its_timeout()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Silence));
        Task<CallAnswer> running = harness.RunAsync(Request);
        harness.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal(ErrorKind.UpstreamTimeout, exception.Error.Kind);
        Assert.Equal(("timeout", TimeSpan.FromSeconds(30)), (harness.Ledger.Records[0].Outcome, harness.Ledger.Records[0].Duration));
    }

    [Fact]
    public async Task A_client_that_goes_away_before_the_answer_ends_the_call_and_is_recorded()
    {
        using CancellationTokenSource client = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Silence));
        Task<CallAnswer> running = harness.RunForClientAsync(Request, client.Token);
        await client.CancelAsync();
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal(ErrorKind.ClientClosed, exception.Error.Kind);
        Assert.Equal(("client_closed", true), (harness.Ledger.Records[0].Outcome, harness.Ledger.Records[0].Estimated));
    }

    [Theory]
    [InlineData(20, "", 2000)]
    [InlineData(20, "\"max_tokens\":300,", 300)]
    [InlineData(20, "\"stream\":true,", 2000)]
    [InlineData(0, "", 0)]
    public async Task What_was_written_for_a_client_that_went_away_before_it_came_is_estimated_by_the_time(int seconds, string wish, int tokens)
    {
        using CancellationTokenSource client = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Silence));
        Task<CallAnswer> running = harness.RunForClientAsync(Request.Replace("{\"model\"", "{" + wish + "\"model\"", StringComparison.Ordinal), client.Token);
        harness.Time.Advance(TimeSpan.FromSeconds(seconds));
        await client.CancelAsync();
        await Assert.ThrowsAsync<GatewayException>(() => running);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal((TokenEstimator.Count("Hello") + 4, tokens, true), (record.PromptTokens, record.CompletionTokens, record.Estimated));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task The_prompt_is_booked_when_a_connection_breaks_off_but_not_when_there_was_none(HttpRequestError problem, bool isBooked)
    {
        using PipelineHarness harness = new(new ScriptedHandler((_, _) => throw new HttpRequestException(problem)));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("upstream_error", isBooked ? TokenEstimator.Count("Hello") + 4 : 0, isBooked), (record.Outcome, record.PromptTokens, record.Estimated));
    }

    [Fact]
    public async Task Nothing_is_booked_when_no_connection_can_be_made_in_time()
    {
        using PipelineHarness harness = new(new ScriptedHandler(static (_, _) => throw new TaskCanceledException()));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("timeout", 0, false), (record.Outcome, record.PromptTokens, record.Estimated));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"stream\":true,")]
    public async Task Nothing_is_booked_when_an_error_comes_with_a_good_status(string wish)
    {
        const string Error = """{"error":{"message":"overloaded","type":"server_error"}}""";
        using PushStream stream = new();
        stream.Push($"data: {Error}\n\n");
        using PipelineHarness harness = new(new ScriptedHandler(wish.Length == 0 ? ScriptedHandler.Answer(200, Error) : ScriptedHandler.Stream(stream)));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request.Replace("{\"model\"", "{" + wish + "\"model\"", StringComparison.Ordinal)));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("upstream_error", 0, false), (record.Outcome, record.PromptTokens, record.Estimated));
    }

    [Fact]
    public async Task The_prompt_of_an_answer_that_cannot_be_read_is_booked()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, "<html>")));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("upstream_error", TokenEstimator.Count("Hello") + 4, 0, true), (record.Outcome, record.PromptTokens, record.CompletionTokens, record.Estimated));
    }

    [Fact]
    public async Task A_whole_answer_is_withheld_when_its_usage_cannot_be_recorded()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole))) { Ledger = { Broken = true } };
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
    }

    [Fact]
    public async Task The_end_of_a_stream_is_given_only_after_its_usage_is_recorded()
    {
        PushStream body = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        await using IAsyncEnumerator<StreamItem> items = await OpenAsync(harness, body);
        Assert.Empty(harness.Ledger.Records);
        body.Push(LastChunk);
        Assert.True(await items.MoveNextAsync());
        Assert.Empty(harness.Ledger.Records);
        Assert.True(await items.MoveNextAsync());
        Assert.True(items.Current.IsLast);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("success", true, "stop"), (record.Outcome, record.Estimated, record.FinishReason));
        Assert.False(await items.MoveNextAsync());
        Assert.Single(harness.Ledger.Records);
    }

    [Fact]
    public async Task The_end_of_a_stream_is_withheld_when_its_usage_cannot_be_recorded()
    {
        PushStream body = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body))) { Ledger = { Broken = true } };
        await using IAsyncEnumerator<StreamItem> items = await OpenAsync(harness, body);
        body.Push(LastChunk);
        Assert.True(await items.MoveNextAsync());
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await items.MoveNextAsync());
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_breaks_off_fails_and_books_what_was_received(bool reset)
    {
        PushStream body = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        await using IAsyncEnumerator<StreamItem> items = await OpenAsync(harness, body);
        body.End(reset ? new IOException("reset") : null);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await items.MoveNextAsync());
        Assert.Equal(ErrorKind.UpstreamStreamCut, exception.Error.Kind);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("stream_cut", true), (record.Outcome, record.Estimated));
        Assert.Equal(TokenEstimator.Count("eight letters and more"), record.CompletionTokens);
        Assert.True(body.IsDisposed);
    }

    [Fact]
    public async Task A_stream_may_last_for_longer_than_the_timeout_but_not_be_silent_for_so_long()
    {
        PushStream body = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        await using IAsyncEnumerator<StreamItem> items = await OpenAsync(harness, body);
        for (int i = 0; i < 3; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(29));
            body.Push(FirstChunk);
            Assert.True(await items.MoveNextAsync());
        }

        ValueTask<bool> next = items.MoveNextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await next);
        Assert.Equal(ErrorKind.UpstreamTimeout, exception.Error.Kind);
        Assert.Equal("timeout", Assert.Single(harness.Ledger.Records).Outcome);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_a_stream_closes_the_providers_and_is_booked_once()
    {
        PushStream body = new();
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        IAsyncEnumerator<StreamItem> items = await OpenAsync(harness, body);
        await items.DisposeAsync();
        Assert.True(body.IsDisposed);
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("client_closed", true), (record.Outcome, record.Estimated));
        Assert.True(record.CompletionTokens > 0);
        Assert.NotNull(record.TimeToFirstToken);
    }

    [Fact]
    public async Task Of_a_stream_that_breaks_off_the_providers_own_count_of_the_prompt_is_booked()
    {
        PushStream body = new();
        using PipelineHarness harness = new(AnthropicDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(body)));
        body.Push("""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1234,"cache_read_input_tokens":1000,"output_tokens":1}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}


            """.ReplaceLineEndings("\n"));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        body.End();
        await Assert.ThrowsAsync<GatewayException>(async () =>
        {
            while (await items.MoveNextAsync())
            {
            }
        });
        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal((2234, 1000, 1, true), (record.PromptTokens, record.CachedTokens, record.CompletionTokens, record.Estimated));
    }

    [Theory]
    [InlineData("")]
    [InlineData(": thinking about it\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n")]
    public async Task An_error_before_the_first_piece_of_a_stream_is_tried_elsewhere(string before)
    {
        PushStream failing = new();
        failing.Push(before + "data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
        PushStream working = new();
        working.Push(FirstChunk);
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(failing)), new ScriptedHandler(ScriptedHandler.Stream(working)));
        CallAnswer answer = await harness.RunAsync(Chain.Replace("{\"models\"", "{\"stream\":true,\"models\"", StringComparison.Ordinal));
        Assert.Equal("b", answer.Attempt.Candidate.Provider.Name);
        Assert.True(failing.IsDisposed);
        await using IAsyncEnumerator<StreamItem> items = ((StreamedAnswer)answer).Items.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await items.MoveNextAsync());
    }

    private static async Task<IAsyncEnumerator<StreamItem>> OpenAsync(PipelineHarness harness, PushStream body)
    {
        body.Push(FirstChunk);
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await items.MoveNextAsync());
        return items;
    }
}
