using System.Net.Http.Headers;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What Prometheus reads.</summary>
public sealed class MetricsTests
{
    private const string MetricsKey = "a-key-for-metrics-only";
    private const string Request = """{"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task A_scrape_has_what_calls_came_to()
    {
        int calls = 0;
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => Interlocked.Increment(ref calls) == 1
            ? exchange.RespondAsync(200, Recording.All["openai"].Whole, "application/json", [])
            : exchange.RespondAsync(500, """{"error":{"message":"down"}}""", "application/json", []));
        await using GatewayApp gateway = await StartAsync(provider);
        Assert.Equal(200, (await gateway.Caller.AskAsync(Request)).Code);
        Assert.Equal(502, (await gateway.Caller.AskAsync(Request)).Code);

        GatewayAnswer answer = await ScrapeAsync(gateway, MetricsKey);
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Code, answer.Headers["content-type"]));
        PrometheusPage page = PrometheusPage.Parse(answer.Text);
        const string Labels = "provider=\"openai\",model=\"gpt-4o-mini\"";
        Assert.Equal(1, page.Samples[$$"""llm_requests_total{{{Labels}},status="success"}"""]);
        Assert.Equal(1, page.Samples[$$"""llm_requests_total{{{Labels}},status="error"}"""]);
        Assert.Equal(14, page.Samples[$$"""llm_tokens_used_total{{{Labels}}}"""]);
        Assert.Equal(2, page.Samples[$$"""llm_response_time_seconds_count{{{Labels}}}"""]);
        double cost = (double)(await gateway.Caller.UsageAsync()).Sum(static row => row.Cost ?? 0);
        Assert.True(cost > 0);
        Assert.Equal(cost, page.Samples[$$"""llm_cost_total{{{Labels}}}"""], 12);
        Assert.True(page.Samples["llm_active_providers"] >= 1);
    }

    [Fact]
    public async Task Only_the_metrics_key_and_the_admin_key_read_them()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.All["openai"].Whole);
        await using GatewayApp gateway = await StartAsync(provider);
        Assert.Equal(200, (await ScrapeAsync(gateway, gateway.AdminKey)).Code);
        Assert.Equal(403, (await ScrapeAsync(gateway, gateway.Caller.Key)).Code);
        Assert.Equal(401, (await ScrapeAsync(gateway, null)).Code);
    }

    [Fact]
    public async Task The_metrics_key_is_good_for_nothing_else()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.All["openai"].Whole);
        await using GatewayApp gateway = await StartAsync(provider);
        Assert.Equal(401, (await ScrapeAsync(gateway, MetricsKey, "/v1/models")).Code);
        Assert.Equal(401, (await ScrapeAsync(gateway, MetricsKey, "/api/v1/manage/keys")).Code);
    }

    private static Task<GatewayApp> StartAsync(ScriptedProvider provider) =>
        GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Metrics__Key", MetricsKey));

    private static async Task<GatewayAnswer> ScrapeAsync(GatewayApp gateway, string? key, string path = "/metrics")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
