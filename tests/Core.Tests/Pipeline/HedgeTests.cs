using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.OpenAI;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

public sealed class HedgeTests
{
    private const string Whole = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";
    private const string Chain = """{"models":["a/m","b/m"],"messages":[{"role":"user","content":"Hello"}]}""";
    private const string StreamChain = """{"models":["a/m","b/m"],"stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string FirstChunk = "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":null}]}\n\n";

    private static readonly GatewayOptions AfterTwoSeconds = new() { Hedge = new HedgeOptions { Enabled = true, After = TimeSpan.FromSeconds(2) } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_candidate_gets_company_and_is_called_off_when_the_other_is_faster()
    {
        ScriptedHandler fallback = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Silence), fallback);
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, fallback.Calls);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("b", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal(
            [("a", "superseded", true), ("b", "success", false)],
            harness.Ledger.Records.Select(static record => (record.Provider, record.Outcome, record.Estimated)));
    }

    [Fact]
    public async Task The_slow_one_wins_when_it_answers_first_after_all()
    {
        TaskCompletionSource<HttpResponseMessage> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler fallback = new(ScriptedHandler.Silence);
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, new ScriptedHandler((_, _) => slow.Task), fallback);
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        await harness.Time.WaitForTimersAsync(2, Cancel);
        slow.SetResult(await ScriptedHandler.Answer(200, Whole)(new HttpRequestMessage(), Cancel));
        Assert.Equal("a", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal(["success", "superseded"], harness.Ledger.Records.OrderBy(static record => record.Attempt).Select(static record => record.Outcome));
    }

    [Fact]
    public async Task When_the_company_fails_the_slow_one_is_still_waited_for()
    {
        TaskCompletionSource<HttpResponseMessage> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler failing = new((request, cancellationToken) =>
        {
            called.SetResult();
            return ScriptedHandler.Answer(500, """{"error":{"message":"no"}}""")(request, cancellationToken);
        });
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, new ScriptedHandler((_, _) => slow.Task), failing);
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        await called.Task.WaitAsync(Cancel);
        slow.SetResult(await ScriptedHandler.Answer(200, Whole)(new HttpRequestMessage(), Cancel));
        Assert.Equal("a", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal(2, harness.Ledger.Records.Count);
    }

    [Fact]
    public async Task When_both_fail_the_call_goes_on_from_the_second()
    {
        ScriptedHandler second = new(ScriptedHandler.Answer(400, """{"error":{"message":"bad"}}"""));
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Silence), second);
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => running);
        Assert.Equal((ErrorKind.InvalidRequest, 1), (exception.Error.Kind, second.Calls));
    }

    [Fact]
    public async Task Of_two_streams_the_slower_is_closed()
    {
        PushStream slow = new();
        PushStream fast = new();
        fast.Push(FirstChunk);
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Stream(slow)), new ScriptedHandler(ScriptedHandler.Stream(fast)));
        Task<CallAnswer> running = harness.RunAsync(StreamChain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        StreamedAnswer answer = Assert.IsType<StreamedAnswer>(await running);
        Assert.Equal("b", answer.Attempt.Candidate.Provider.Name);
        Assert.True(slow.IsDisposed);
        Assert.False(fast.IsDisposed);
        await using IAsyncEnumerator<StreamItem> items = answer.Items.GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
    }

    [Fact]
    public async Task One_that_waits_for_another_key_is_called_off_as_well()
    {
        SilentSecrets secrets = new();
        TaskCompletionSource<HttpResponseMessage> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<HttpResponseMessage> company = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PipelineHarness harness = new(AfterTwoSeconds, OpenAIDialect.Instance, secrets, new ScriptedHandler((_, _) => slow.Task), new ScriptedHandler((_, _) => company.Task));
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        await harness.Time.WaitForTimersAsync(2, Cancel);
        slow.SetResult(await ScriptedHandler.Answer(401, """{"error":{"message":"no"}}""")(new HttpRequestMessage(), Cancel));
        await secrets.Asked.WaitAsync(Cancel);
        company.SetResult(await ScriptedHandler.Answer(200, Whole)(new HttpRequestMessage(), Cancel));
        Assert.Equal("b", (await running).Attempt.Candidate.Provider.Name);
        Assert.Equal(["authentication_failed", "success"], harness.Ledger.Records.OrderBy(static record => record.Attempt).Select(static record => record.Outcome));
    }

    [Fact]
    public async Task Without_a_time_of_its_own_slow_is_what_the_candidate_itself_is_not()
    {
        GatewayOptions options = new() { Hedge = new HedgeOptions { Enabled = true } };
        TimeSpan takes = TimeSpan.FromSeconds(3);
        PipelineHarness? clock = null;
        ScriptedHandler primary = new(
        [
            .. Enumerable.Repeat<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>>(
                (request, cancellationToken) =>
                {
                    clock!.Time.Advance(takes);
                    return ScriptedHandler.Answer(200, Whole)(request, cancellationToken);
                },
                20),
            ScriptedHandler.Silence,
        ]);
        ScriptedHandler fallback = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = clock = new(options, OpenAIDialect.Instance, primary, fallback);
        for (int i = 0; i < 20; i++)
        {
            await harness.RunAsync(Chain);
        }

        Assert.Equal(0, fallback.Calls);
        Task<CallAnswer> running = harness.RunAsync(Chain);
        await harness.Time.WaitForTimersAsync(2, Cancel);
        harness.Time.Advance(takes - TimeSpan.FromTicks(1));
        Assert.Equal(0, fallback.Calls);
        harness.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("b", (await running).Attempt.Candidate.Provider.Name);
    }
}
