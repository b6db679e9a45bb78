using System.Diagnostics;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>A client that goes away stops the provider's work at once, and what it used is booked.</summary>
public sealed class ClientDisconnectTests
{
    private const string Ask = """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_a_stream_cancels_the_call_within_a_second()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask);
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync();
        await exchange.SendAsync(Recording.Event("""{"role":"assistant","content":"Hello there"}"""));
        using (HttpResponseMessage response = await asking)
        {
            await (await response.Content.ReadAsStreamAsync(Cancel)).ReadExactlyAsync(new byte[20], Cancel);
            Assert.False(exchange.IsGatewayGone);
        }

        await exchange.GatewayGone.WaitAsync(Limit, Cancel);
        await AssertBookedAsync(gateway, 3, 3, 200);
    }

    [Fact]
    public async Task A_client_that_leaves_while_the_provider_sends_without_pause_cancels_the_call_within_a_second()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask);
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync();
        Task flooding = Task.Run(async () =>
        {
            while (!exchange.IsGatewayGone)
            {
                await exchange.SendAsync(Recording.Event("""{"content":"more "}"""));
            }
        }, Cancel);
        using (HttpResponseMessage response = await asking)
        {
            await (await response.Content.ReadAsStreamAsync(Cancel)).ReadExactlyAsync(new byte[2000], Cancel);
        }

        await exchange.GatewayGone.WaitAsync(Limit, Cancel);
        await Record.ExceptionAsync(() => flooding);
        await gateway.StopAsync();
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal("client_closed", row.Outcome);
        Assert.True(row is { Estimated: true, CompletionTokens: > 0 });
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_client_that_leaves_before_the_provider_has_answered_cancels_the_call_within_a_second(string stream)
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        using CancellationTokenSource leaving = new();
        long began = Stopwatch.GetTimestamp();
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask.Replace("true", stream, StringComparison.Ordinal), cancellationToken: leaving.Token);
        ProviderExchange exchange = await provider.NextAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await exchange.GatewayGone.WaitAsync(Limit, Cancel);
        await AssertBookedAsync(gateway, 0, TokensSince(began), null);
    }

    [Fact]
    public async Task A_client_that_leaves_is_not_served_by_the_next_model_of_its_chain()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        using CancellationTokenSource leaving = new();
        long began = Stopwatch.GetTimestamp();
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(
            """{"models":["gpt-4o-mini","gpt-4o"],"messages":[{"role":"user","content":"Hi"}]}""", cancellationToken: leaving.Token);
        ProviderExchange exchange = await provider.NextAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await exchange.GatewayGone.WaitAsync(Limit, Cancel);
        await AssertBookedAsync(gateway, 0, TokensSince(began), null);
        Assert.Single(provider.Requests);
    }

    /// <summary>What is booked at most of an answer of which nothing came: a hundred tokens a second.</summary>
    private static long TokensSince(long began) => (long)(100 * Stopwatch.GetElapsedTime(began).TotalSeconds);

    private static async Task AssertBookedAsync(GatewayApp gateway, long leastTokens, long mostTokens, int? status)
    {
        // A stopped app has written what it had to write.
        await gateway.StopAsync();
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("client_closed", status, true), (row.Outcome, row.UpstreamStatus, row.Estimated));
        Assert.Equal(5L, row.PromptTokens);
        Assert.InRange(row.CompletionTokens, leastTokens, mostTokens);
    }
}
