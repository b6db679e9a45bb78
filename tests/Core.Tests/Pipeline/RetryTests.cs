using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

public sealed class RetryTests
{
    private const string Whole = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";
    private const string Failure = """{"error":{"message":"no"}}""";
    private const string Request = """{"model":"a/m","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Chain = """{"models":["a/m","b/m"],"messages":[{"role":"user","content":"Hello"}]}""";
    private const string StreamRequest = """{"model":"a/m","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string StreamChain = """{"models":["a/m","b/m"],"stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string FirstChunk = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":null}]}\n\n";
    private const string Finish = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private const string Usage = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}\n\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_is_repeated_after_a_wait_and_every_attempt_is_recorded()
    {
        ScriptedHandler provider = new(ScriptedHandler.Answer(500, Failure), ScriptedHandler.Answer(503, Failure), ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, provider);
        Task<CallAnswer> running = harness.RunAsync(Request);
        for (int wait = 0; wait < 2; wait++)
        {
            await harness.Time.WaitForTimersAsync(1, Cancel);
            Assert.Equal(wait + 1, provider.Calls);
            harness.Time.Advance(TimeSpan.FromSeconds(1));
        }

        CallAnswer answer = await running;
        Assert.Equal(3, answer.Attempt.Number);
        Assert.Equal([(1, "upstream_error"), (2, "upstream_error"), (3, "success")], harness.Ledger.Records.Select(static record => (record.Attempt, record.Outcome)));
    }

    [Fact]
    public async Task A_wait_that_ends_before_the_account_is_free_goes_on()
    {
        ScriptedHandler provider = new(ScriptedHandler.Answer(429, Failure), ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, provider);
        Task<CallAnswer> running = harness.RunAsync(Request);
        await harness.Time.WaitForTimersAsync(1, Cancel);
        harness.Pool.Unusable["m"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromMilliseconds(3));
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await await Task.WhenAny(running, harness.Time.WaitForTimersAsync(1, Cancel));
        harness.Pool.Unusable.Clear();
        harness.Time.Advance(TimeSpan.FromMilliseconds(4));
        CallAnswer answer = await running;
        Assert.Equal(2, answer.Attempt.Number);
    }

    [Fact]
    public async Task A_client_that_leaves_while_the_gateway_waits_ends_the_call()
    {
        using CancellationTokenSource client = new();
        ScriptedHandler provider = new(ScriptedHandler.Answer(500, Failure));
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, provider);
        Task<CallAnswer> running = harness.RunForClientAsync(Request, client.Token);
        await harness.Time.WaitForTimersAsync(1, Cancel);
        await client.CancelAsync();
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal((ErrorKind.ClientClosed, 1), (exception.Error.Kind, provider.Calls));
    }

    [Fact]
    public async Task A_client_that_leaves_while_a_key_is_read_anew_ends_the_call()
    {
        using CancellationTokenSource client = new();
        SilentSecrets secrets = new();
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, secrets, new ScriptedHandler(ScriptedHandler.Answer(401, Failure)));
        Task<CallAnswer> running = harness.RunForClientAsync(StreamRequest, client.Token);
        await secrets.Asked.WaitAsync(Cancel);
        await client.CancelAsync();
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal(ErrorKind.ClientClosed, exception.Error.Kind);
        Assert.Equal("authentication_failed", Assert.Single(harness.Ledger.Records).Outcome);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_anew_is_not_waited_for_longer_than_for_an_answer()
    {
        SilentSecrets secrets = new();
        ScriptedHandler refusing = new(ScriptedHandler.Answer(401, Failure));
        using PipelineHarness harness = new(new GatewayOptions { Deadline = TimeSpan.FromSeconds(100) }, OpenAIDialect.Instance, secrets, refusing);
        Task<CallAnswer> running = harness.RunAsync(Request);
        await secrets.Asked.WaitAsync(Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal((ErrorKind.UpstreamAuthentication, 401, 1), (exception.Error.Kind, exception.Error.UpstreamStatus, refusing.Calls));
    }

    [Theory]
    [InlineData(Chain)]
    [InlineData(StreamChain)]
    public async Task A_silent_provider_is_given_up_in_time_for_the_fallback(string request)
    {
        ScriptedHandler fallback = new(request == Chain ? ScriptedHandler.Answer(200, Whole) : ScriptedHandler.Stream(Body(FirstChunk)));
        using PipelineHarness harness = new(new GatewayOptions { Deadline = TimeSpan.FromSeconds(100) }, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Silence), fallback);
        Task<CallAnswer> running = harness.RunAsync(request);
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("b", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal("timeout", harness.Ledger.Records.Count == 0 ? "timeout" : harness.Ledger.Records[0].Outcome);
    }

    [Fact]
    public async Task A_stream_whose_first_piece_does_not_come_is_given_up_whatever_else_it_sends()
    {
        PushStream thinking = Body(": still there\n\n");
        using PipelineHarness harness = new(
            new GatewayOptions(), OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(thinking)), new ScriptedHandler(ScriptedHandler.Stream(Body(FirstChunk))));
        Task<CallAnswer> running = harness.RunAsync(StreamChain);
        harness.Time.Advance(TimeSpan.FromSeconds(20));
        thinking.Push(": still there\n\n");
        Assert.False(running.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("b", (await running).Attempt.Candidate.Provider.Name);
        Assert.True(thinking.IsDisposed);
    }

    [Fact]
    public async Task What_a_stream_begins_with_may_be_something_that_has_no_name_here()
    {
        ScriptedHandler fallback = new(ScriptedHandler.Stream(Body(FirstChunk)));
        PushStream sound = Body("""data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"","audio":{},"annotations":[],"voice":null},"finish_reason":null}]}""" + "\n\n");
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(sound)), fallback);
        Task<CallAnswer> running = harness.RunAsync(StreamChain);
        Assert.False(running.IsCompleted);
        sound.Push("""data: {"choices":[{"index":0,"delta":{"audio":{"data":"UklGRg=="}},"finish_reason":null}]}""" + "\n\n");
        Assert.Equal("a", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal(0, fallback.Calls);
    }

    [Fact]
    public async Task A_stream_ends_with_an_error_at_the_deadline_of_the_call()
    {
        PushStream body = Body(FirstChunk);
        using PipelineHarness harness = new(new GatewayOptions { Deadline = TimeSpan.FromSeconds(40) }, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(body)));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
        harness.Time.Advance(TimeSpan.FromSeconds(25));
        body.Push(FirstChunk);
        Assert.True(await items.MoveNextAsync());
        ValueTask<bool> next = items.MoveNextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(15));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await next);
        Assert.Equal(ErrorKind.UpstreamTimeout, exception.Error.Kind);
        Assert.Contains("40 seconds", exception.Message, StringComparison.Ordinal);
        Assert.True(body.IsDisposed || harness.Ledger.Records.Count == 1);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_is_cut_at_the_deadline_too()
    {
        PushStream body = Body(FirstChunk);
        using PipelineHarness harness = new(new GatewayOptions { Deadline = TimeSpan.FromSeconds(40) }, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(body)));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
        harness.Time.Advance(TimeSpan.FromSeconds(41));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await items.MoveNextAsync());
        Assert.Contains("40 seconds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_its_terminal_event_is_whole_seconds_after_its_finish_reason_though_the_connection_stays_open()
    {
        PushStream body = Body(FirstChunk);
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
        body.Push(Finish);
        Assert.True(await items.MoveNextAsync());
        body.Push(Usage);
        Assert.True(await items.MoveNextAsync());
        ValueTask<bool> end = items.MoveNextAsync();
        Assert.False(end.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(await end);
        Assert.True(items.Current.IsLast);
        Assert.False(await items.MoveNextAsync());
        Assert.Equal(("success", 6, false), (harness.Ledger.Records[0].Outcome, harness.Ledger.Records[0].PromptTokens + harness.Ledger.Records[0].CompletionTokens, harness.Ledger.Records[0].Estimated));
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_finish_reason_takes_nothing_from_the_answer()
    {
        PushStream body = Body(FirstChunk);
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Stream(body)));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamRequest));
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
        body.Push(Finish);
        Assert.True(await items.MoveNextAsync());
        body.Push(Usage);
        Assert.True(await items.MoveNextAsync());
        body.End(new IOException("Connection reset by peer"));
        Assert.True(await items.MoveNextAsync());
        Assert.True(items.Current.IsLast);
        Assert.False(await items.MoveNextAsync());
        Assert.Equal(("success", false), (harness.Ledger.Records[0].Outcome, harness.Ledger.Records[0].Estimated));
    }

    [Fact]
    public async Task The_pool_is_told_of_each_attempt_once_when_it_begins_and_once_when_it_ends()
    {
        PushStream body = Body(FirstChunk);
        using PipelineHarness harness = new(
            new GatewayOptions { Retry = new RetryOptions { MaxRetries = 0 } },
            OpenAIDialect.Instance,
            new ScriptedHandler(ScriptedHandler.Answer(429, Failure)),
            new ScriptedHandler(ScriptedHandler.Stream(body)));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await harness.RunAsync(StreamChain));
        Assert.Equal(["a", "b"], harness.Pool.Begun.Select(static target => target.Provider));
        Assert.Equal((ErrorKind.RateLimited, 429), (Assert.Single(harness.Pool.Reports).Report.Failure!.Value, harness.Pool.Reports.Single().Report.StatusCode!.Value));

        body.Push(Finish + Usage + "data: [DONE]\n\n");
        await foreach (StreamItem item in answer.Items.WithCancellation(Cancel))
        {
            Assert.False(item.IsLast && harness.Pool.Reports.Count != 2);
        }

        Assert.Equal(2, harness.Pool.Reports.Count);
        Assert.Equal((null, 6L, 200), (harness.Pool.Reports.Last().Report.Failure, harness.Pool.Reports.Last().Report.Tokens, harness.Pool.Reports.Last().Report.StatusCode));
    }

    private static PushStream Body(string begin)
    {
        PushStream body = new();
        body.Push(begin);
        return body;
    }
}
