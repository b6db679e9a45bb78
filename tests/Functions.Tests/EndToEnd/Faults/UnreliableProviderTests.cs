using System.Globalization;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>Faults that last: no client sees them while the fallback works, and every attempt is in the usage table once.</summary>
public sealed class UnreliableProviderTests
{
    private const int Calls = 2000;

    [Fact]
    public async Task Of_two_thousand_requests_through_a_provider_that_fails_every_third_none_fails()
    {
        Random random = new(42);
        await using FaultScene scene = await FaultScene.StartAsync(
            (exchange, _) =>
            {
                double chance;
                lock (random)
                {
                    chance = random.NextDouble();
                }

                switch (chance)
                {
                    case < 0.1:
                        exchange.Cut();
                        return Task.CompletedTask;
                    case < 0.3:
                        return FaultScene.RefuseAsync(exchange, 500, "server_error");
                    default:
                        return FaultScene.AnswerAsync(exchange, FaultScene.PrimaryModel);
                }
            },
            ("Gateway__Breaker__OpenFor", "1"));
        int[] attempts = new int[Calls];
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            GatewayAnswer answer = await scene.AskAsync(stream: i % 4 == 0);
            Assert.True(answer.Code == 200, answer.Text);
            Assert.Equal(Recording.Text, answer.Content);
            attempts[i] = int.Parse(answer.Headers["x-llm-attempts"], CultureInfo.InvariantCulture);
        });

        Assert.All(attempts, static count => Assert.InRange(count, 1, 4));
        Assert.Equal(attempts.Sum(), scene.Primary.Requests.Count + scene.Fallback.Requests.Count);
        IReadOnlyList<UsageRow> rows = await scene.Gateway.Caller.UsageAsync();
        Assert.Equal(attempts.Sum(), rows.Count);
        Assert.Equal(rows.Count, rows.Select(static row => (row.RequestId, row.Attempt)).Distinct().Count());
        Assert.Equal(Calls, rows.Count(static row => row.Outcome == "success"));
        Assert.Equal(scene.Primary.Requests.Count, rows.Count(static row => row.Provider == "openai"));
    }

    [Fact]
    public async Task An_outage_of_a_minute_is_the_fallbacks_and_the_primary_is_back_within_half_a_minute()
    {
        ManualTimeProvider time = new();
        await using FaultScene scene = await FaultScene.StartAsync(
            static (exchange, _) => FaultScene.RefuseAsync(exchange, 503, "overloaded"), time, ("Gateway__Retry__MaxRetries", "0"));
        for (int second = 0; second < 60; second++)
        {
            Assert.Equal("fallback", await AskAsync(scene, time));
        }

        // Five failures open the breaker; after that a single call tries now and then.
        Assert.InRange(scene.Primary.Requests.Count, 5, 8);
        scene.Recover();
        int seconds = 0;
        while (await AskAsync(scene, time) != "openai")
        {
            Assert.True(++seconds <= 30, "the primary works, but is not called");
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("openai", await AskAsync(scene, time));
        }
    }

    [Fact]
    public async Task A_client_that_leaves_while_the_fallback_works_cancels_it_within_a_second()
    {
        await using ScriptedProvider primary = ScriptedProvider.Answering(500, "{}");
        await using ScriptedProvider fallback = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .Provider("openai", primary.BaseUrl)
            .Provider("fallback", fallback.BaseUrl, ("Dialect", "openai")));
        using CancellationTokenSource leaving = new();
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(FaultScene.Body(stream: true), cancellationToken: leaving.Token);
        ProviderExchange exchange = await fallback.NextAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await exchange.GatewayGone.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await gateway.StopAsync();
        Assert.Equal(
            [("openai", "upstream_error", false), ("fallback", "client_closed", true)],
            (await gateway.Caller.UsageAsync()).OrderBy(static row => row.Attempt).Select(static row => (row.Provider, row.Outcome, row.Estimated)));
    }

    [Fact]
    public async Task A_slow_provider_gets_company_where_hedging_is_on()
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            static (exchange, _) => FaultScene.StallAsync(exchange), ("Gateway__Hedge__Enabled", "on"), ("Gateway__Hedge__After", "0.2"));
        GatewayAnswer answer = await scene.AskAsync(stream: true);
        Assert.Equal((200, "fallback", "2"), (answer.Code, answer.Headers["x-llm-provider"], answer.Headers["x-llm-attempts"]));
        Assert.Equal(
            ["success", "superseded"],
            (await scene.Gateway.Caller.UsageAsync()).OrderByDescending(static row => row.Attempt).Select(static row => row.Outcome));
        await scene.AssertServesOnAsync();
    }

    private static async Task<string> AskAsync(FaultScene scene, ManualTimeProvider time)
    {
        GatewayAnswer answer = await scene.AskAsync(stream: false);
        Assert.True(answer.Code == 200, answer.Text);
        time.Advance(TimeSpan.FromSeconds(1));
        return answer.Headers["x-llm-provider"];
    }
}
