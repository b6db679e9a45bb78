using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Quotas;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class RecordedCallsTests
{
    private const string Job = "job_27a8f8a1c3e5d0000123456789abcde9";
    private const string Whole = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";
    private const string Failure = """{"error":{"message":"no"}}""";
    private const string Request = """{"model":"a/m","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Chain = """{"models":["a/m","b/m"],"messages":[{"role":"user","content":"Hello"}]}""";

    private readonly MemoryPayloads _payloads = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeated_activity_finds_what_is_stored_and_calls_nobody()
    {
        ScriptedHandler provider = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(provider);

        ReadOnlyMemory<byte> first = await RunAsync(harness, Request);
        ReadOnlyMemory<byte> again = await RunAsync(harness, Request);

        Assert.Equal((Whole, Whole, 1), (Text(first), Text(again), provider.Calls));
        Assert.Equal(2, harness.Ledger.Records.Count);
        Assert.Single(harness.Ledger.Records.Distinct());
        Assert.Equal(9, harness.Ledger.Records[0].Shard);
        Assert.Equal(1, harness.Metrics.Read().Single().Successes);
    }

    [Fact]
    public async Task A_crash_before_the_ledger_loses_no_record_and_one_after_it_adds_none()
    {
        ScriptedHandler provider = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(provider);
        harness.Ledger.Broken = true;

        await Assert.ThrowsAsync<IOException>(() => RunAsync(harness, Request));
        harness.Ledger.Broken = false;
        await RunAsync(harness, Request);

        UsageRecord record = Assert.Single(harness.Ledger.Records);
        Assert.Equal(("success", 5, 1, 1), (record.Outcome, record.PromptTokens, record.CompletionTokens, provider.Calls));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_recorded_at_once_because_the_provider_was_called()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));
        _payloads.Broken = true;

        await Assert.ThrowsAsync<IOException>(() => RunAsync(harness, Request));

        Assert.Equal("success", Assert.Single(harness.Ledger.Records).Outcome);
    }

    [Fact]
    public async Task A_failure_is_an_outcome_too_with_all_attempts_in_the_ledger()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(500, Failure)), new ScriptedHandler(ScriptedHandler.Answer(400, Failure)));

        ReadOnlyMemory<byte> result = await RunAsync(harness, Chain);

        Assert.Equal("InvalidRequest", Text(result));
        Assert.Equal([("a", 500), ("b", 400)], harness.Ledger.Records.Select(static record => (record.Provider, record.UpstreamStatus!.Value)));
    }

    [Fact]
    public async Task A_stop_of_the_app_leaves_the_call_to_be_made_again_and_records_what_was_begun()
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler provider = new(
            async (_, cancellationToken) =>
            {
                await stop.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException("It was cancelled.");
            },
            ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(provider);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(harness, Request, stop.Token));
        Assert.Empty(_payloads.All);
        await RunAsync(harness, Request);

        Assert.Equal(["client_closed", "success"], harness.Ledger.Records.Select(static record => record.Outcome));
    }

    [Fact]
    public async Task One_candidate_alone_is_called_once_whatever_is_configured()
    {
        ScriptedHandler provider = new(ScriptedHandler.Answer(503, Failure));
        ScriptedHandler other = new(ScriptedHandler.Answer(200, Whole));
        using PipelineHarness harness = new(new GatewayOptions(), OpenAIDialect.Instance, provider, other);
        ChatCall call = PipelineHarness.CallOf(Chain);

        RecordedCall recorded = await new RecordedCalls(harness.Unsettled, _payloads).TryAsync(
            Job, "call0000", harness.Router.At("a", "m"), () => call, Write, Cancel);

        Assert.Equal(("UpstreamError", 1, 0), (Text(recorded.Result), provider.Calls, other.Calls));
    }

    [Fact]
    public async Task Limits_are_settled_by_what_was_used_and_not_again_by_a_repetition()
    {
        QuotaOptions limit = new() { Name = "day", Scope = QuotaScope.App, Unit = QuotaUnit.Tokens, Window = QuotaWindow.Day, Limit = 100_000 };
        using PipelineHarness harness = new(new GatewayOptions { Quotas = [limit] }, OpenAIDialect.Instance, new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));
        ChatCall call = PipelineHarness.CallOf(Request);

        await new RecordedCalls(harness.Unsettled, _payloads).RunAsync(Job, "a", () => call, Write, Cancel);
        decimal left = call.LimitStatuses!().Single().Remaining;
        await RunAsync(harness, Request);

        Assert.Equal(100_000 - 6, left);
        Assert.Equal(left, call.LimitStatuses!().Single().Remaining);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static ReadOnlyMemory<byte> Write(GatewayCall call, CallOutcome outcome) =>
        outcome.Answer is WholeAnswer answer ? answer.Raw : Encoding.UTF8.GetBytes(outcome.Error!.Kind.ToString());

    private async Task<ReadOnlyMemory<byte>> RunAsync(PipelineHarness harness, string body, CancellationToken? cancellationToken = null) =>
        (await new RecordedCalls(harness.Unsettled, _payloads).RunAsync(Job, "a", () => PipelineHarness.CallOf(body), Write, cancellationToken ?? Cancel)).Result;
}
