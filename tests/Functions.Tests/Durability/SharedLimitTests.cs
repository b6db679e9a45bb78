using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Quotas;
using LlmFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>
/// Eight processes use up limits of requests, tokens and money together, and one of them is killed in the middle. The provider counts
/// what it was asked for.
/// </summary>
public sealed class SharedLimitTests : DurabilityTest
{
    private const int Processes = 8;

    // For each of the three limits. More make it longer where all of them share few processors.
    private static readonly int ClientsOfEach = (int.Parse(Environment.GetEnvironmentVariable("LLMFN_TEST_CLIENTS") ?? "6", CultureInfo.InvariantCulture) + 2) / 3;

    // Of each call: 10 tokens of the prompt and 20 of the answer, and by gpt-4o-mini's prices 10 × 0.15 + 20 × 0.6 = 13.5 millionths.
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}}""";
    private const int Tokens = 30;
    private const decimal Cost = 0.0000135m;
    private const int Calls = 1_000;

    private readonly ConcurrentDictionary<string, int> _billed = new();
    private int _all;

    private Limit[] Limits =>
    [
        new("requests", $"{App}-r", Calls, 1),
        new("tokens", $"{App}-t", Calls * Tokens, Tokens),
        new("money", $"{App}-m", Calls * Cost, Cost),
    ];

    [Fact]
    public async Task Eight_processes_never_pass_a_limit_and_what_one_that_is_killed_held_is_reconciled()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            string app = exchange.Request.Json.GetProperty("user").GetString()!;
            _billed.AddOrUpdate(app, 1, static (_, count) => count + 1);
            Interlocked.Increment(ref _all);
            await exchange.RespondAsync(200, Answer);
        });
        LocalHostProcess[] gateways = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => LocalHostProcess.StartAsync(Storage, Settings(provider), Cancellation)));
        try
        {
            Dictionary<string, string> keys = [];
            foreach (Limit limit in Limits)
            {
                keys[limit.App] = await gateways[0].CreateKeyAsync(limit.App, Cancellation);
            }

            // The first dies when half is used.
            int killed = 0;
            await Task.WhenAll(gateways.SelectMany((gateway, index) => Limits.SelectMany(limit => Enumerable.Range(0, ClientsOfEach).Select(_ => UseUpAsync(gateway, limit.App, keys[limit.App], () =>
            {
                if (index == 0 && _all > Calls * 3 / 2 && Interlocked.Exchange(ref killed, 1) == 0)
                {
                    gateway.Kill();
                }
            })))));
            Assert.Equal(1, killed);
            AssertNotPassed();
            await Task.WhenAll(gateways.Skip(1).Select(static gateway => gateway.StopAsync(Cancellation)));

            // All that is left is the share of the dead one.
            foreach (Limit limit in Limits)
            {
                Assert.Equal(1, (await CounterAsync(limit)).Shares);
            }

            await ReconcileAsync(provider);
            await AssertBookedAsync();
            foreach (Limit limit in Limits)
            {
                // Freed, but for what may have been under way.
                Counter counter = await CounterAsync(limit);
                Assert.Equal(0, counter.Shares);
                Assert.InRange(counter.Lost, 0, limit.Most * 0.05m);
            }

            await using LocalHostProcess last = await LocalHostProcess.StartAsync(Storage, Settings(provider), Cancellation);
            await Task.WhenAll(Limits.Select(limit => UseUpAsync(last, limit.App, keys[limit.App], static () => { })));
            await last.StopAsync(Cancellation);
            AssertNotPassed();
            await AssertBookedAsync();
            Assert.All(Limits, limit => Assert.InRange(_billed[limit.App] * limit.OfCall, limit.Most * 0.95m, limit.Most));
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", Limits.Select(limit => $"{limit.Name}: {_billed[limit.App]} of {Calls}")));
        }
        finally
        {
            foreach (LocalHostProcess gateway in gateways)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    private void AssertNotPassed() => Assert.All(Limits, limit => Assert.InRange(_billed[limit.App] * limit.OfCall, 0, limit.Most));

    /// <summary>Calls until the limit is used up, or the gateway is gone.</summary>
    private static async Task UseUpAsync(LocalHostProcess gateway, string app, string key, Action answered)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Uri address = new(gateway.BaseAddress, "/v1/chat/completions");
        try
        {
            HttpStatusCode status;
            do
            {
                using StringContent body = new($$"""{"model":"openai/gpt-4o-mini","user":"{{app}}","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await client.PostAsync(address, body, Cancellation);
                status = response.StatusCode;
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, await response.Content.ReadAsStringAsync(Cancellation));
                answered();
            }
            while (status == HttpStatusCode.OK);
        }
        catch (HttpRequestException)
        {
            // The one that was killed.
        }
    }

    /// <summary>Does what the timer does, when the stated time has passed.</summary>
    private async Task ReconcileAsync(ScriptedProvider provider)
    {
        GatewaySettings settings = [];
        foreach ((string name, string value) in Settings(provider))
        {
            settings[name] = value;
        }

        await using GatewayApp later = await GatewayApp.StartAsync(settings, new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(6)));
        await later.Host.Services.GetRequiredService<QuotaReconciler>().RunAsync(thorough: true, Cancellation);
    }

    /// <summary>The counters say what the records say, to the last token and the last digit.</summary>
    private async Task AssertBookedAsync()
    {
        foreach (Limit limit in Limits)
        {
            IReadOnlyList<TableEntity> rows = await UsageTables.ReadAsync(Storage, limit.App, Cancellation);
            decimal recorded = rows.Sum(row => limit.Name switch
            {
                "requests" => 1,
                "tokens" => row.GetInt64("TotalTokens") ?? 0,
                _ => decimal.Parse(row.GetString("Cost"), CultureInfo.InvariantCulture),
            });
            Assert.Equal(recorded, (await CounterAsync(limit)).Used);
        }
    }

    private async Task<Counter> CounterAsync(Limit limit)
    {
        TableEntity row = Assert.Single(await RowsOfAsync("Quotas", $"Rule eq '{limit.Name}-{App}'"));
        return new Counter(
            decimal.Parse(row.GetString("Used"), CultureInfo.InvariantCulture),
            decimal.Parse(row.GetString("Lost"), CultureInfo.InvariantCulture),
            row.GetString("Shares").Split(';', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<IReadOnlyList<TableEntity>> RowsOfAsync(string table, string filter)
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in new TableServiceClient(Storage).GetTableClient(table).QueryAsync<TableEntity>(filter, cancellationToken: Cancellation))
        {
            rows.Add(row);
        }

        return rows;
    }

    private IEnumerable<KeyValuePair<string, string>> Settings(ScriptedProvider provider)
    {
        yield return new("WEBSITE_SITE_NAME", App);
        yield return new("Gateway__Retry__MaxRetries", "0");
        yield return new("Gateway__Providers__openai__BaseUrl", provider.BaseUrl.ToString());
        yield return new("Gateway__Providers__openai__ApiKey", "key");
        foreach (Limit limit in Limits)
        {
            string name = $"Gateway__Quotas__{limit.Name}-{App}";
            yield return new($"{name}__Scope", "app");
            yield return new($"{name}__Match", limit.App);
            yield return new($"{name}__Unit", limit.Name);
            yield return new($"{name}__Window", "total");
            yield return new($"{name}__Limit", limit.Most.ToString(CultureInfo.InvariantCulture));
        }
    }

    private sealed record Limit(string Name, string App, decimal Most, decimal OfCall);

    private sealed record Counter(decimal Used, decimal Lost, int Shares);
}
