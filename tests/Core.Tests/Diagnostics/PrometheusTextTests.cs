using LlmFunctions.Diagnostics;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using Xunit;

namespace LlmFunctions.Tests.Diagnostics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void A_page_of_an_instance_that_served_nothing_is_valid()
    {
        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(new CallMetrics(), 2));
        Assert.Equal(2, page.Samples["llm_active_providers"]);
        Assert.Equal(
            ["counter", "histogram", "histogram", "counter", "counter", "gauge"],
            new[] { "llm_requests_total", "llm_response_time_seconds", "llm_time_to_first_token_seconds", "llm_tokens_used_total", "llm_cost_total", "llm_active_providers" }
                .Select(name => page.Types[name]));
    }

    [Fact]
    public void Attempts_are_counted_by_how_they_ended()
    {
        CallMetrics metrics = new();
        foreach (string outcome in (string[])["success", "success", "upstream_error", "timeout", "client_closed", "superseded"])
        {
            metrics.Add(Record(outcome: outcome));
        }

        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(metrics, 1));
        Assert.Equal(
            (2, 2, 2),
            (page.Samples["""llm_requests_total{provider="p",model="m",status="success"}"""], page.Samples["""llm_requests_total{provider="p",model="m",status="error"}"""], page.Samples["""llm_requests_total{provider="p",model="m",status="cancelled"}"""]));
    }

    [Fact]
    public void Tokens_and_money_add_up()
    {
        CallMetrics metrics = new();
        metrics.Add(Record() with { PromptTokens = 11, CompletionTokens = 3, Cost = 0.0000001m });
        metrics.Add(Record() with { PromptTokens = 100, CompletionTokens = 1, Cost = 0.0000002m });
        metrics.Add(Record() with { PromptTokens = 1, Cost = null });

        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(metrics, 1));
        Assert.Equal(116, page.Samples["""llm_tokens_used_total{provider="p",model="m"}"""]);
        Assert.Equal(0.0000003, page.Samples["""llm_cost_total{provider="p",model="m"}"""]);
    }

    [Fact]
    public void A_time_counts_in_its_own_bucket_and_in_all_above()
    {
        CallMetrics metrics = new();
        metrics.Add(Record() with { Duration = TimeSpan.FromSeconds(0.64), TimeToFirstToken = TimeSpan.FromSeconds(0.25) });
        metrics.Add(Record() with { Duration = TimeSpan.FromSeconds(0.65) });
        metrics.Add(Record() with { Duration = TimeSpan.FromSeconds(500) });

        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(metrics, 1));
        Assert.Equal([0, 1, 2, 2, 3], new[] { "0.32", "0.64", "1.28", "81.92", "+Inf" }.Select(bound => page.Samples[$$"""llm_response_time_seconds_bucket{provider="p",model="m",le="{{bound}}"}"""]));
        Assert.Equal(501.29, page.Samples["""llm_response_time_seconds_sum{provider="p",model="m"}"""], 6);
        Assert.Equal(1, page.Samples["""llm_time_to_first_token_seconds_count{provider="p",model="m"}"""]);
    }

    [Fact]
    public void A_models_name_cannot_break_out_of_its_label()
    {
        CallMetrics metrics = new();
        metrics.Add(Record() with { Model = "a\"} 1\nllm_evil_total{x=\"\\" });
        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(metrics, 1));
        Assert.DoesNotContain(page.Samples.Keys, static series => series.StartsWith("llm_evil", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_without_end_do_not_fill_the_memory()
    {
        CallMetrics metrics = new();
        for (int i = 0; i < 700; i++)
        {
            metrics.Add(Record() with { Model = $"m{i}" });
        }

        PrometheusPage page = PrometheusPage.Parse(PrometheusText.Write(metrics, 1));
        Assert.Equal(501, page.Samples.Keys.Count(static series => series.StartsWith("llm_tokens_used_total", StringComparison.Ordinal)));
        Assert.Equal(200, page.Samples["""llm_requests_total{provider="p",model="other",status="success"}"""]);
    }

    [Theory]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\na 2\n")]
    [InlineData("# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a b\n# TYPE a counter\na 1\n")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1")]
    [InlineData("# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n")]
    [InlineData("# HELP h b\n# TYPE h histogram\nh_bucket{x=\"1\",le=\"1\"} 2\nh_bucket{x=\"1\",le=\"+Inf\"} 1\nh_sum{x=\"1\"} 1\nh_count{x=\"1\"} 1\n")]
    [InlineData("# HELP h b\n# TYPE h histogram\nh_bucket{x=\"1\",le=\"1\"} 2\nh_sum{x=\"1\"} 1\nh_count{x=\"1\"} 2\n")]
    public void The_reader_of_these_tests_refuses_what_is_no_page(string text) => Assert.Throws<FormatException>(() => PrometheusPage.Parse(text));

    private static UsageRecord Record(string outcome = "success") => new()
    {
        RequestId = "r",
        Attempt = 1,
        StartedAt = default,
        App = "shop",
        KeyId = "k",
        RequestedModel = "m",
        Model = "m",
        Provider = "p",
        Account = "default",
        Dialect = "openai",
        Outcome = outcome,
        Duration = TimeSpan.FromSeconds(1),
    };
}
