using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>A primary that fails when the client has the beginning of its answer: the client is told, and never sees an end.</summary>
public sealed class MidStreamTests
{
    private static readonly string[] Stream = Recording.OpenAI().Stream;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_is_cut_after_two_thirds_ends_with_an_error(bool reset)
    {
        await using FaultScene scene = await FaultScene.StartAsync(async (exchange, _) =>
        {
            await BeginAsync(exchange, Stream.Length * 2 / 3 - 1);
            await (reset ? CutAsync(exchange) : exchange.EndAsync());
        });
        await scene.AssertBrokenOffAsync(await scene.AskAsync(stream: true), "upstream_error", "stream_cut");
    }

    [Fact]
    public async Task A_stream_that_stalls_ends_with_an_error()
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            static async (exchange, _) =>
            {
                await BeginAsync(exchange, 2);
                await FaultScene.StallAsync(exchange);
            },
            ("Primary__Timeouts__Idle", "0.3"));
        await scene.AssertBrokenOffAsync(await scene.AskAsync(stream: true), "upstream_timeout", "timeout");
    }

    [Fact]
    public async Task A_stream_that_would_never_end_is_ended_at_the_deadline()
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            static async (exchange, _) =>
            {
                await BeginAsync(exchange, 2);
                while (!exchange.IsGatewayGone)
                {
                    await exchange.SendAsync(Recording.Event("""{"content":"."}"""));
                    await Task.WhenAny(exchange.GatewayGone, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
                }
            },
            ("Gateway__Deadline", "1"));
        GatewayAnswer answer = await scene.AskAsync(stream: true);
        await scene.AssertBrokenOffAsync(answer, "upstream_timeout", "timeout");
        Assert.Contains("deadline", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_event_after_the_first_token_ends_the_stream_with_an_error()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static async (exchange, _) =>
        {
            await BeginAsync(exchange, 2);
            await exchange.SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":!!}}]}\n\n");
            await exchange.SendAsync(string.Concat(Stream[2..]));
            await exchange.EndAsync();
        });
        await scene.AssertBrokenOffAsync(await scene.AskAsync(stream: true), "upstream_error", "upstream_error");
    }

    [Fact]
    public async Task A_malformed_event_before_the_first_token_is_tried_again_and_then_elsewhere()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static async (exchange, _) =>
        {
            await exchange.BeginAsync();
            await exchange.SendAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":!!}}]}\n\n");
            await exchange.EndAsync();
        });
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream: true), attemptsAtPrimary: 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_complete_stream_without_DONE_is_whole_and_keeps_its_usage(bool staysOpen)
    {
        await using FaultScene scene = await FaultScene.StartAsync(async (exchange, _) =>
        {
            await exchange.BeginAsync();
            foreach (string piece in Stream[..^1])
            {
                await exchange.SendAsync(piece.Replace("gpt-4o-mini-2024-07-18", FaultScene.PrimaryModel, StringComparison.Ordinal));
            }

            await (staysOpen ? FaultScene.StallAsync(exchange) : exchange.EndAsync());
        });
        GatewayAnswer answer = await scene.AskAsync(stream: true).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await scene.AssertServedByPrimaryAsync(answer, attempts: 1);
    }

    private static async Task BeginAsync(ProviderExchange exchange, int pieces)
    {
        await exchange.BeginAsync();
        foreach (string piece in Stream[..pieces])
        {
            await exchange.SendAsync(piece);
        }
    }

    private static Task CutAsync(ProviderExchange exchange)
    {
        exchange.Cut();
        return Task.CompletedTask;
    }
}
