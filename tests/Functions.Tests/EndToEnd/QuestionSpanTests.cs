using System.Text;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What a collector gets to see of questions to providers that are no calls.</summary>
public sealed class QuestionSpanTests
{
    private readonly string _traceId = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(200, """{"input_tokens":9}""", "success", null)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"busy"}}""", "upstream_error", 529L)]
    public async Task Counting_tokens_is_a_span(int status, string body, string outcome, long? upstreamStatus)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(status, body);
        await using OtlpCollector collector = new();
        await using (GatewayApp gateway = await GatewayApp.StartAsync(collector.Connect(new GatewaySettings().Provider("anthropic", provider.BaseUrl))))
        {
            await SendAsync(gateway, HttpMethod.Post, "/v1/messages/count_tokens", """{"model":"anthropic/claude-x","messages":[{"role":"user","content":"Hi"}]}""");
        }

        AssertSpan(collector, "count_tokens claude-x", "anthropic", outcome, upstreamStatus);
    }

    [Theory]
    [InlineData("{\"status\":\"pulling manifest\"}\n{\"status\":\"success\"}\n", "success")]
    [InlineData("{\"status\":\"pulling manifest\"}\n", "stream_cut")]
    public async Task A_download_of_a_model_is_a_span_until_its_end(string progress, string outcome)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, progress, "application/x-ndjson");
        await using OtlpCollector collector = new();
        await using (GatewayApp gateway = await GatewayApp.StartAsync(collector.Connect(new GatewaySettings().Provider("ollama", provider.BaseUrl))))
        {
            await SendAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"ollama/llama3:8b"}""");
        }

        AssertSpan(collector, "pull_model llama3:8b", "ollama", outcome, null);
    }

    [Fact]
    public async Task The_list_of_models_is_a_span()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"models":[]}""");
        await using OtlpCollector collector = new();
        await using (GatewayApp gateway = await GatewayApp.StartAsync(collector.Connect(new GatewaySettings().Provider("ollama", provider.BaseUrl))))
        {
            await SendAsync(gateway, HttpMethod.Get, "/api/v1/manage/providers/ollama/models", null);
        }

        AssertSpan(collector, "list_models", "ollama", "success", null);
    }

    private void AssertSpan(OtlpCollector collector, string name, string provider, string outcome, long? upstreamStatus)
    {
        OtlpSpan[] trace = [.. collector.Spans.Where(span => span.TraceId == _traceId)];
        OtlpSpan server = Assert.Single(trace, static span => span.Kind == OtlpSpan.Server);
        OtlpSpan question = Assert.Single(trace, span => span.Name == name);
        Assert.Equal((server.SpanId, OtlpSpan.Client), (question.ParentId, question.Kind));
        Assert.Equal((name.Split(' ')[0], provider, "127.0.0.1"), (question["gen_ai.operation.name"], question["gen_ai.provider.name"], question["server.address"]));
        Assert.Equal((outcome, outcome != "success", upstreamStatus), (question["llm.outcome"], question.Failed, question["http.response.status_code"]));
    }

    private async Task SendAsync(GatewayApp gateway, HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", $"00-{_traceId}-00f067aa0ba902b7-01");
        request.Headers.Add("Authorization", $"Bearer {gateway.AdminKey}");
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        await GatewayAnswer.ReadAsync(response);
    }
}
