using System.Net.Http.Headers;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What apps and the admin are told of usage.</summary>
public sealed class UsageReportTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    // gpt-4o-mini: 10 × 0.15 + 20 × 0.6 = 13.5 for a million.
    private const string Whole = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";
    private const decimal Cost = 0.0000135m;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_told_its_own_at_once_and_exactly()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        await AskAsync(gateway.Caller, 3);
        using GatewayCaller other = await gateway.CreateCallerAsync();
        await AskAsync(other, 1);

        foreach (string path in (string[])["/api/v1/usage/stats", "/api/v1/status/metrics"])
        {
            JsonElement total = await TotalAsync(gateway.Caller, path);
            Assert.Equal((3, 3, 0, 30, 60, 90), (Int(total, "requests"), Int(total, "successes"), Int(total, "errors"), Int(total, "prompt_tokens"), Int(total, "completion_tokens"), Int(total, "total_tokens")));
            Assert.Equal((Cost * 3, 0.0), (total.GetProperty("cost").GetDecimal(), total.GetProperty("error_rate").GetDouble()));
            Assert.True(total.GetProperty("latency_ms").GetProperty("p99").GetDouble() >= total.GetProperty("latency_ms").GetProperty("p50").GetDouble());
        }

        Assert.Equal(Cost, (await TotalAsync(other, "/api/v1/usage/costs")).GetProperty("cost").GetDecimal());
        Assert.Equal(30, Int(await TotalAsync(other, "/api/v1/status/usage?period=24h"), "total_tokens"));
        Assert.True((await TotalAsync(other, "/api/v1/status/performance")).TryGetProperty("latency_ms", out _));
        Assert.False((await TotalAsync(other, "/api/v1/status/performance")).TryGetProperty("cost", out _));
        Assert.Equal("USD", (await other.GetAsync("/api/v1/status/cost?group_by=provider")).Json.GetProperty("currency").GetString());
    }

    [Fact]
    public async Task Others_are_told_to_the_admin_only()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        await AskAsync(gateway.Caller, 2);
        using GatewayCaller other = await gateway.CreateCallerAsync();
        using GatewayCaller admin = new(gateway, "admin", gateway.AdminKey);

        GatewayAnswer refused = await other.GetAsync($"/api/v1/usage/stats?app={gateway.App}");
        Assert.Equal((403, "app"), (refused.Code, refused.Error.GetProperty("param").GetString()));
        Assert.Equal(401, (await GatewayAnswer.ReadAsync(await gateway.Anonymous.GetAsync("/api/v1/usage/stats", Cancel))).Code);
        Assert.Equal(0, Int(await TotalAsync(other, "/api/v1/usage/stats"), "requests"));
        Assert.Equal(2, Int(await TotalAsync(admin, $"/api/v1/usage/stats?app={gateway.App}"), "requests"));
        JsonElement[] apps = [.. (await admin.GetAsync("/api/v1/usage/stats?group_by=app&limit=1000&period=1h")).Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(2, Int(Assert.Single(apps, entry => entry.GetProperty("app").GetString() == gateway.App), "requests"));
    }

    [Fact]
    public async Task A_span_of_time_is_widened_to_its_full_hours_and_says_so()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        await AskAsync(gateway.Caller, 1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        JsonElement all = (await gateway.Caller.GetAsync($"/api/v1/usage/stats?from={now.AddDays(-1):yyyy-MM-dd}&to={now.AddDays(2):yyyy-MM-dd}")).Json;
        JsonElement before = (await gateway.Caller.GetAsync($"/api/v1/usage/stats?from={now.AddHours(-30):yyyy-MM-ddTHH:mm:ssZ}&to={now.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}")).Json;
        JsonElement hours = (await gateway.Caller.GetAsync($"/api/v1/usage/stats?period=3h&to={now.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}")).Json;

        Assert.Equal((1, TimeSpan.Zero), (Int(all.GetProperty("total"), "requests"), all.GetProperty("from").GetDateTimeOffset().TimeOfDay));
        Assert.Equal(0, Int(before.GetProperty("total"), "requests"));
        (DateTimeOffset from, DateTimeOffset to) = (before.GetProperty("from").GetDateTimeOffset(), before.GetProperty("to").GetDateTimeOffset());
        Assert.Equal((0, 0), (from.Minute, to.Minute));
        Assert.InRange(now.AddHours(-30) - from, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.InRange(to - now.AddHours(-2), TimeSpan.FromSeconds(-1), TimeSpan.FromHours(1));
        Assert.InRange(hours.GetProperty("to").GetDateTimeOffset() - hours.GetProperty("from").GetDateTimeOffset(), TimeSpan.FromHours(3), TimeSpan.FromHours(4));
    }

    [Fact]
    public async Task Groups_come_page_by_page()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        foreach (string model in (string[])["gpt-4o-mini", "gpt-4o", "gpt-4.1", "gpt-4o-mini"])
        {
            await gateway.Caller.AskAsync($$"""{"model":"openai/{{model}}",{{Messages}}}""");
        }

        List<string> models = [];
        string? after = null;
        do
        {
            JsonElement page = (await gateway.Caller.GetAsync($"/api/v1/usage/stats?group_by=model,day&limit=1&after={after}")).Json;
            JsonElement entry = Assert.Single(page.GetProperty("data").EnumerateArray());
            models.Add($"{entry.GetProperty("model").GetString()} {Int(entry, "requests")}");
            Assert.Equal((4, TimeSpan.Zero), (Int(page.GetProperty("total"), "requests"), entry.GetProperty("start").GetDateTimeOffset().TimeOfDay));
            after = page.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(["gpt-4.1 1", "gpt-4o 1", "gpt-4o-mini 2"], models);
        Assert.Equal(2, Int(await TotalAsync(gateway.Caller, "/api/v1/usage/stats?model=gpt-4o-mini&group_by=provider"), "requests"));
        Assert.Equal(4, Int(await TotalAsync(gateway.Caller, "/api/v1/usage/stats?source=records&group_by=user,model"), "requests"));
    }

    [Fact]
    public async Task A_table_for_spreadsheets_runs_no_formula_of_a_client()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        string[] users = ["=HYPERLINK(\\\"http://x\\\")", "+1", "-1", "@SUM(A1)", "  =1", "\\t=1", "a,b", "plain"];
        foreach (string user in users)
        {
            await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","user":"{{user}}",{{Messages}}}""");
        }

        GatewayAnswer csv = await gateway.Caller.GetAsync("/api/v1/usage/costs?group_by=user&format=csv");
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/usage/costs?group_by=user");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using HttpResponseMessage response = await gateway.Client.SendAsync(request, Cancel);

        Assert.Equal(csv.Text, await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/csv; charset=utf-8", csv.Headers["content-type"]);
        string[] lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("user,requests,total_tokens,cost_usd,unpriced_requests", lines[0]);
        Assert.Equal(
            new[] { "\"'=HYPERLINK(\"\"http://x\"\")\"", "'+1", "-1", "'@SUM(A1)", "'  =1", "'\t'=1", "\"a,b\"", "plain" }.Select(static name => name + ",1,30,0.000013500,0").Order(StringComparer.Ordinal),
            lines[1..].Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("period=yesterday", "period")]
    [InlineData("period=0h", "period")]
    [InlineData("period=99999w", "period")]
    [InlineData("from=soon", "from")]
    [InlineData("from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("from=2099-01-01", "from")]
    [InlineData("group_by=color", "group_by")]
    [InlineData("group_by=hour,day", "group_by")]
    [InlineData("group_by=user,model", "group_by")]
    [InlineData("group_by=hour&period=200d", "group_by")]
    [InlineData("source=records&period=60d", "source")]
    [InlineData("source=guess", "source")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("after=!", "after")]
    [InlineData("format=xml", "format")]
    public async Task What_is_asked_wrongly_is_refused_by_its_name(string query, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer refused = await gateway.Caller.GetAsync($"/api/v1/usage/stats?{query}");

        Assert.Equal((400, param), (refused.Code, refused.Error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("model=' or PartitionKey ge '")]
    [InlineData("user=x' or '1' eq '1")]
    [InlineData("provider=../../keys")]
    public async Task A_filter_is_a_name_and_nothing_else(string query)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        await AskAsync(gateway.Caller, 1);

        Assert.Equal(0, Int(await TotalAsync(gateway.Caller, $"/api/v1/usage/stats?{query}"), "requests"));
    }

    private static async Task AskAsync(GatewayCaller caller, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(200, (await caller.AskAsync($$"""{"model":"openai/gpt-4o-mini",{{Messages}}}""")).Code);
        }
    }

    private static async Task<JsonElement> TotalAsync(GatewayCaller caller, string path)
    {
        GatewayAnswer answer = await caller.GetAsync(path);
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json.GetProperty("total");
    }

    private static int Int(JsonElement entry, string name) => entry.GetProperty(name).GetInt32();
}
