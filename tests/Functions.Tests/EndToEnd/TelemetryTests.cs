using System.Net;
using System.Text;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What a collector gets to see of a call, and what a provider gets to see of a trace.</summary>
public sealed class TelemetryTests
{
    private const string ParentSpan = "00f067aa0ba902b7";
    private const string Secret = "a prompt that nobody else may read";

    // Traces and models of their own: other tests of this process send spans to the same collectors.
    private readonly string _traceId = Guid.NewGuid().ToString("N");
    private readonly string _model = $"m-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_request_is_one_trace_with_its_attempts_as_children()
    {
        int calls = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => Interlocked.Increment(ref calls) == 1
            ? exchange.RespondAsync(503, """{"error":{"message":"busy"}}""", "application/json", [])
            : exchange.RespondAsync(200, Whole(), "application/json", []));
        await using OtlpCollector collector = new();
        string app;
        await using (GatewayApp gateway = await StartAsync(collector, provider))
        {
            app = gateway.Caller.App;
            GatewayAnswer answer = await AskAsync(gateway, stream: false);
            Assert.Equal(200, answer.Code);
        }

        OtlpSpan[] trace = [.. collector.Spans.Where(span => span.TraceId == _traceId)];
        OtlpSpan server = Assert.Single(trace, static span => span.Kind == OtlpSpan.Server);
        Assert.Equal(ParentSpan, server.ParentId);
        OtlpSpan call = Assert.Single(trace, span => span.Kind == OtlpSpan.Internal && span.Name == $"chat openai/{_model}");
        Assert.Equal(server.SpanId, call.ParentId);
        Assert.Equal(("chat", $"openai/{_model}", "openai", app, "telemetry-test", 2L), (call["gen_ai.operation.name"], call["gen_ai.request.model"], call["gen_ai.provider.name"], call["llm.app"], call["llm.request_id"], call["llm.attempts"]));
        Assert.Equal((11L, 3L), (call["gen_ai.usage.input_tokens"], call["gen_ai.usage.output_tokens"]));
        Assert.False(call.Failed);

        OtlpSpan[] attempts = [.. trace.Where(span => span.Kind == OtlpSpan.Client && span.Name == $"chat {_model}").OrderBy(static span => span["llm.attempt"])];
        Assert.Equal(2, attempts.Length);
        Assert.All(attempts, attempt => Assert.Equal((call.SpanId, _model, "127.0.0.1"), (attempt.ParentId, attempt["gen_ai.request.model"], attempt["server.address"])));
        Assert.Equal((true, "upstream_error", 503L), (attempts[0].Failed, attempts[0]["error.type"], attempts[0]["http.response.status_code"]));
        Assert.Null(attempts[0]["gen_ai.usage.input_tokens"]);
        Assert.Equal((false, null, 200L), (attempts[1].Failed, attempts[1]["error.type"], attempts[1]["http.response.status_code"]));
        Assert.Equal((11L, 3L, "served-by", "stop"), (attempts[1]["gen_ai.usage.input_tokens"], attempts[1]["gen_ai.usage.output_tokens"], attempts[1]["gen_ai.response.model"], attempts[1]["gen_ai.response.finish_reasons"]));

        OtlpSpan append = Assert.Single(trace, static span => span.Name == "append usage ledger");
        Assert.Equal(call.SpanId, append.ParentId);
        Assert.True(call.End >= append.End && append.Start >= attempts[1].Start);
    }

    [Fact]
    public async Task Metrics_and_the_log_line_reach_the_collector_and_no_prompt_does()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming(
            "text/event-stream",
            "data: {\"id\":\"x\",\"model\":\"served-by\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"the answer\"}}]}\n\n",
            "data: {\"id\":\"x\",\"model\":\"served-by\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: {\"id\":\"x\",\"model\":\"served-by\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}}\n\ndata: [DONE]\n\n");
        await using OtlpCollector collector = new();
        await using (GatewayApp gateway = await StartAsync(collector, provider))
        {
            Assert.True((await AskAsync(gateway, stream: true)).IsDone);
        }

        (string Name, IReadOnlyDictionary<string, object> Attributes, ulong Count, double Sum)[] points =
            [.. collector.Points.Where(point => _model.Equals(point.Attributes.GetValueOrDefault("gen_ai.request.model")))];
        Assert.Equal(
            [("gen_ai.client.operation.duration", null, 1), ("gen_ai.client.token.usage", "input", 11), ("gen_ai.client.token.usage", "output", 3), ("gen_ai.server.time_to_first_token", null, 1)],
            points.Select(static point => (point.Name, (string?)point.Attributes.GetValueOrDefault("gen_ai.token.type"), point.Name.EndsWith("usage", StringComparison.Ordinal) ? point.Sum : point.Count))
                .OrderBy(static point => point.Name, StringComparer.Ordinal).ThenBy(static point => point.Item2, StringComparer.Ordinal));
        Assert.All(points, static point => Assert.Equal(("chat", "openai", "served-by"), (point.Attributes["gen_ai.operation.name"], point.Attributes["gen_ai.provider.name"], point.Attributes["gen_ai.response.model"])));

        OtlpSpan attempt = Assert.Single(collector.Spans, span => span.TraceId == _traceId && span.Name == $"chat {_model}");
        Assert.True((double)attempt["llm.time_to_first_token"]! >= 0);
        Assert.Contains(collector.Lines, line => line.Text.Contains("openai: success in", StringComparison.Ordinal) && line.Text.Contains(_model, StringComparison.Ordinal));
        Assert.Contains(_model, collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("the answer", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewaySettings.ProviderKey, collector.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_is_told_nothing_of_the_trace(bool exported)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole());
        await using OtlpCollector collector = new();
        await using GatewayApp gateway = exported ? await StartAsync(collector, provider) : await GatewayApp.StartAsync("openai", provider);
        Assert.Equal(200, (await AskAsync(gateway, stream: false)).Code);
        Assert.DoesNotContain(provider.Request.Headers.Keys, static name => name.ToLowerInvariant() is "traceparent" or "tracestate" or "baggage" or "correlation-context" or "request-id");
    }

    [Fact]
    public async Task A_provider_of_ones_own_joins_the_trace_and_gets_no_baggage()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole());
        await using OtlpCollector collector = new();
        await using (GatewayApp gateway = await StartAsync(collector, provider, ("TraceContext", "on")))
        {
            await AskAsync(gateway, stream: false);
        }

        OtlpSpan attempt = Assert.Single(collector.Spans, span => span.TraceId == _traceId && span.Name == $"chat {_model}");
        Assert.Equal($"00-{_traceId}-{attempt.SpanId}-01", provider.Request.Headers.Single(static header => header.Key.Equals("traceparent", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.DoesNotContain(provider.Request.Headers.Keys, static name => name.ToLowerInvariant() is "tracestate" or "baggage" or "correlation-context");
    }

    private static Task<GatewayApp> StartAsync(OtlpCollector collector, ScriptedProvider provider, params ReadOnlySpan<(string Name, string Value)> more) =>
        GatewayApp.StartAsync(collector.Connect(new GatewaySettings().Provider("openai", provider.BaseUrl, more)
            .With("Gateway__Retry__MaxRetries", "1")
            .With("Gateway__Retry__Backoff", "0.01")));

    private static string Whole() =>
        """{"id":"x","object":"chat.completion","created":1,"model":"served-by","choices":[{"index":0,"message":{"role":"assistant","content":"the answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";

    private async Task<GatewayAnswer> AskAsync(GatewayApp gateway, bool stream)
    {
        string body = $$"""{"model":"openai/{{_model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{Secret}}"}]}""";
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json"), Version = HttpVersion.Version11 };
        request.Headers.Add("traceparent", $"00-{_traceId}-{ParentSpan}-01");
        request.Headers.Add("tracestate", "vendor=1");
        request.Headers.Add("baggage", "customer=4711");
        request.Headers.Add("x-request-id", "telemetry-test");
        using HttpResponseMessage response = await gateway.Caller.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
