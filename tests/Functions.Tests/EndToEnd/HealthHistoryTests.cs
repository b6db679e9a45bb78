using System.Net;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Resilience;
using LlmFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What is told of the past.</summary>
public sealed class HealthHistoryTests
{
    private const string Path = "/api/v1/status/health/history";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_probe_of_every_account_is_a_point()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static exchange =>
            exchange.RespondAsync(exchange.Request.Headers["Authorization"] == "Bearer key-of-red" ? 503 : 200, "{}"));
        ManualTimeProvider time = new();
        await using GatewayApp gateway = await GatewayApp.StartAsync(
            new GatewaySettings().Provider("openai", provider.BaseUrl, ("Accounts__red__ApiKey", "key-of-red"), ("Accounts__blue__ApiKey", "key-of-blue")).With("Gateway__Health__Probes", "on"), time);
        await gateway.Host.Services.GetRequiredService<HealthProbes>().RunAsync(Cancel);

        JsonElement[] points = Points(await gateway.Caller.GetAsync(Path));

        Assert.Equal(
            [("blue", "good", 1, null), ("red", "failed", 0.5, "HTTP 503")],
            points.Select(static point => (
                point.GetProperty("account").GetString()!,
                point.GetProperty("result").GetString()!,
                point.GetProperty("score").GetDouble(),
                point.TryGetProperty("error", out JsonElement error) ? error.GetString() : null)));
        Assert.All(points, point =>
        {
            Assert.Equal(("openai", "active", time.GetUtcNow()), (point.GetProperty("provider").GetString(), point.GetProperty("status").GetString(), point.GetProperty("at").GetDateTimeOffset()));
            Assert.Equal((0, 0), (point.GetProperty("successes").GetInt32(), point.GetProperty("failures").GetInt32()));
            Assert.True(point.GetProperty("duration_ms").GetDouble() >= 0);
        });
    }

    [Fact]
    public async Task It_is_told_for_a_time_an_account_and_page_by_page()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset[] at = [.. Enumerable.Range(0, 30).Select(hour => now.AddHours(hour - 29).AddMinutes(-1))];
        foreach (ProbeRecord point in at.Select(Point).Append(Point(at[3]) with { Account = "blue" }))
        {
            await gateway.Host.Services.GetRequiredService<IHealthStore>().RecordAsync([point], Cancel);
        }

        // A day, where nothing is said.
        Assert.Equal(24, Points(await gateway.Caller.GetAsync($"{Path}?account=red")).Length);
        Assert.Equal([at[4], at[3]], Times(await gateway.Caller.GetAsync($"{Path}?account=red&provider=openai&from={Iso(at[3])}&to={Iso(at[5])}")));
        Assert.Equal([at[3]], Times(await gateway.Caller.GetAsync($"{Path}?account=blue&from={Iso(at[0])}")));
        Assert.Empty(Points(await gateway.Caller.GetAsync($"{Path}?provider=other")));

        List<DateTimeOffset> read = [];
        string next = "";
        int pages = 0;
        do
        {
            GatewayAnswer page = await gateway.Caller.GetAsync($"{Path}?account=red&from={Iso(at[0])}&limit=8{next}");
            read.AddRange(Times(page));
            next = page.Json.TryGetProperty("next", out JsonElement mark) ? $"&after={Uri.EscapeDataString(mark.GetString()!)}" : "";
            pages++;
        }
        while (next.Length > 0);
        Assert.Equal(at.AsEnumerable().Reverse(), read);
        Assert.Equal(4, pages);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=1", "to")]
    [InlineData("from=2026-01-02&to=2026-01-02", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("after=x", "after")]
    public async Task What_makes_no_sense_is_refused(string query, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        GatewayAnswer refused = await gateway.Caller.GetAsync($"{Path}?{query}");
        Assert.Equal((400, param), (refused.Code, refused.Error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_told()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync(Path, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static ProbeRecord Point(DateTimeOffset at) => new()
    {
        Provider = "openai",
        Account = "red",
        Probe = new ProbeOutcome(at, ProbeResult.Good, 12.5, null),
        Status = AccountStatus.Active,
        Score = 1,
        Successes = 1,
        Failures = 0,
    };

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonElement[] Points(GatewayAnswer answer)
    {
        Assert.Equal(200, answer.Code);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }

    private static IEnumerable<DateTimeOffset> Times(GatewayAnswer answer) => Points(answer).Select(static point => point.GetProperty("at").GetDateTimeOffset());
}
