using LlmFunctions.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Diagnostics;

public sealed class CallObserverTests
{
    private const string Answer = """{"id":"x","model":"m-2026","choices":[{"index":0,"message":{"role":"assistant","content":"the answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";
    private const string Request = """{"model":"a/m","messages":[{"role":"user","content":"the prompt"}]}""";

    [Fact]
    public async Task A_call_is_one_line_in_the_log_without_a_word_of_what_was_said()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Answer)));
        await harness.RunAsync(Request);

        (string text, IReadOnlyDictionary<string, object?> values) = Assert.Single(harness.Logs.Lines);
        Assert.Equal(("r1", "shop", "chat", "m", "a", "success", 1, 11L, 3L), (values["RequestId"], values["App"], values["Operation"], values["Model"], values["Provider"], values["Outcome"], values["Attempts"], values["PromptTokens"], values["CompletionTokens"]));
        Assert.DoesNotContain("the prompt", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the answer", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_call_is_logged_with_the_reason_and_counted_as_an_error()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(500, """{"error":{"message":"down"}}""")));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(Request));

        Assert.Equal("upstream_error", Assert.Single(harness.Logs.Lines).Values["Outcome"]);
        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(harness.Metrics, 1));
        Assert.Equal(1, page.Samples["""llm_requests_total{provider="a",model="m",status="error"}"""]);
    }

    [Fact]
    public async Task A_call_that_nobody_can_serve_is_logged_too()
    {
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Answer)));
        await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync("""{"model":"no\nbody/knows it","messages":[{"role":"user","content":"Hi"}]}"""));

        (string text, IReadOnlyDictionary<string, object?> values) = Assert.Single(harness.Logs.Lines);
        Assert.Equal(("model_not_found", 0), (values["Outcome"], values["Attempts"]));
        Assert.DoesNotContain('\n', text);
    }

    [Fact]
    public async Task Spans_cost_nothing_when_nobody_listens()
    {
        Assert.False(GatewayTelemetry.Source.HasListeners());
        using PipelineHarness harness = new(new ScriptedHandler(ScriptedHandler.Answer(200, Answer)));
        CallAnswer answer = await harness.RunAsync(Request);
        Attempt attempt = answer.Attempt;
        Assert.Null(attempt.Span);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            CallSpans.EndRecording(CallSpans.StartRecording(harness.LastCall!), durable: true);
            CallSpans.StartAttempt(harness.LastCall!, attempt);
            CallSpans.StartCall(harness.LastCall!, default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
