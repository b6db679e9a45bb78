using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>A primary that fails before its answer begins: nobody notices, as long as somebody else can answer.</summary>
public sealed class BeforeAnswerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_single_429_goes_to_the_fallback_at_once(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, number) => number == 1
            ? FaultScene.RefuseAsync(exchange, 429, "rate_limit_exceeded", headers: ("Retry-After", "1"))
            : FaultScene.AnswerAsync(exchange, FaultScene.PrimaryModel));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream), attemptsAtPrimary: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_single_429_without_a_fallback_is_answered_after_the_time_that_was_asked_for(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, number) => number == 1
            ? FaultScene.RefuseAsync(exchange, 429, "rate_limit_exceeded", headers: ("Retry-After", "1"))
            : FaultScene.AnswerAsync(exchange, FaultScene.PrimaryModel));
        await scene.AssertServedByPrimaryAsync(await scene.AskPrimaryAsync(stream), attempts: 2);
        Assert.True(scene.Gaps[0] >= TimeSpan.FromSeconds(0.9), $"asked again after {scene.Gaps[0]}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_429_for_good_is_not_hammered_and_told_when_there_is_nobody_else(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) =>
            FaultScene.RefuseAsync(exchange, 429, "rate_limit_exceeded", "slow down", ("Retry-After", "1")));
        GatewayAnswer answer = await scene.AskPrimaryAsync(stream);
        Assert.Equal((429, "1"), (answer.Code, answer.Headers["retry-after"]));
        Assert.Equal("rate_limit_exceeded", answer.Error.GetProperty("code").GetString());
        Assert.Equal(("openai", FaultScene.PrimaryModel, "default", "3"), (answer.Headers["x-llm-provider"], answer.Headers["x-llm-model"], answer.Headers["x-llm-account"], answer.Headers["x-llm-attempts"]));
        Assert.Equal(3, scene.Primary.Requests.Count);
        Assert.All(scene.Gaps, static gap => Assert.True(gap >= TimeSpan.FromSeconds(0.9), $"{gap}"));
        await scene.AssertServesOnAsync();
    }

    [Fact]
    public async Task A_time_that_is_too_long_is_not_waited_for()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) =>
            FaultScene.RefuseAsync(exchange, 429, "rate_limit_exceeded", headers: ("Retry-After", "3600")));
        GatewayAnswer answer = await scene.AskPrimaryAsync(stream: false);
        Assert.Equal((429, "3600"), (answer.Code, answer.Headers["retry-after"]));
        Assert.Single(scene.Primary.Requests);
    }

    [Theory]
    [InlineData(false, 500)]
    [InlineData(true, 500)]
    [InlineData(false, 503)]
    [InlineData(false, 408)]
    [InlineData(false, 409)]
    [InlineData(false, 425)]
    public async Task A_failure_that_happens_once_is_repeated(bool stream, int status)
    {
        await using FaultScene scene = await FaultScene.StartAsync((exchange, number) => number == 1
            ? FaultScene.RefuseAsync(exchange, status, "server_error")
            : FaultScene.AnswerAsync(exchange, FaultScene.PrimaryModel));
        await scene.AssertServedByPrimaryAsync(await scene.AskAsync(stream), attempts: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_503_for_good_is_repeated_as_often_as_allowed_and_then_served_by_the_fallback(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.RefuseAsync(exchange, 503, "overloaded"));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream), attemptsAtPrimary: 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_is_reset_before_the_headers_is_tried_again_and_then_elsewhere(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) =>
        {
            exchange.Cut();
            return Task.CompletedTask;
        });
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream), attemptsAtPrimary: 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_is_not_there_at_all_is_replaced(bool stream)
    {
        // Bound, so that nobody else gets the port, and not listened on, so that it refuses.
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.StallAsync(exchange), ("Primary__BaseUrl", $"http://{taken.LocalEndPoint}"));
        GatewayAnswer answer = await scene.AskAsync(stream);
        Assert.Equal((200, "fallback", Recording.Text), (answer.Code, answer.Headers["x-llm-provider"], answer.Content));
    }

    [Theory]
    [InlineData("Timeouts__Connect", "0.3")]
    [InlineData("ModelTimeouts__0__Connect", "0.3")]
    public async Task A_connection_that_is_not_made_in_time_is_given_up_for_the_fallback(string setting, string seconds)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where a full queue of connections is refused and not silent there is nothing to wait for.");
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(full.LocalEndPoint!, TestContext.Current.CancellationToken);
        await using FaultScene scene = await FaultScene.StartAsync(
            static (exchange, _) => FaultScene.StallAsync(exchange),
            ("Primary__BaseUrl", $"http://{full.LocalEndPoint}"),
            ("Primary__ModelTimeouts__0__Model", FaultScene.PrimaryModel),
            ("Primary__ModelTimeouts__0__Idle", "60"),
            ($"Primary__{setting}", seconds));
        long start = Stopwatch.GetTimestamp();
        GatewayAnswer answer = await scene.AskAsync(stream: false);
        Assert.Equal((200, "fallback", "2"), (answer.Code, answer.Headers["x-llm-provider"], answer.Headers["x-llm-attempts"]));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(8));
        Assert.Equal("timeout", (await scene.Gateway.Caller.UsageAsync())[0].Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_accepts_and_never_answers_is_given_up_for_the_fallback(bool stream)
    {
        TaskCompletionSource givenUp = new();
        await using FaultScene scene = await FaultScene.StartAsync(
            async (exchange, _) =>
            {
                await FaultScene.StallAsync(exchange);
                givenUp.SetResult();
            },
            ("Primary__Timeouts__Headers", "0.3"));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream), attemptsAtPrimary: 1);
        await givenUp.Task.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_has_little_time_gets_the_fallbacks_answer_within_it(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.StallAsync(exchange));
        await scene.AssertServedByFallbackAsync(await scene.AskWithinAsync(2, stream), attemptsAtPrimary: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_has_little_time_and_no_fallback_is_told_when_it_is_over(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.StallAsync(exchange));
        GatewayAnswer answer = await scene.AskWithinAsync(1, stream, $"""["{FaultScene.PrimaryModel}"]""");
        Assert.Equal((504, "upstream_timeout"), (answer.Code, answer.Error.GetProperty("code").GetString()));
        Assert.Contains("after 1 seconds, which is the deadline of the call", answer.Text, StringComparison.Ordinal);
        Assert.Single(scene.Primary.Requests);
    }

    [Fact]
    public async Task Headers_at_once_but_no_first_token_is_given_up_for_the_fallback()
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            static async (exchange, _) =>
            {
                await exchange.BeginAsync();
                await exchange.SendAsync(": one moment\n\n" + Recording.Event("""{"role":"assistant","content":""}"""));
                await FaultScene.StallAsync(exchange);
            },
            ("Primary__Timeouts__FirstToken", "0.3"));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream: true), attemptsAtPrimary: 1);
    }

    [Fact]
    public async Task Headers_at_once_but_no_body_is_given_up_for_the_fallback()
    {
        await using FaultScene scene = await FaultScene.StartAsync(
            static async (exchange, _) =>
            {
                await exchange.BeginAsync("application/json");
                await exchange.SendAsync(" ");
                await FaultScene.StallAsync(exchange);
            },
            ("Primary__ModelTimeouts__0__Model", "gpt-4o*"),
            ("Primary__ModelTimeouts__0__Total", "0.3"));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream: false), attemptsAtPrimary: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_good_status_with_garbage_is_tried_again_and_then_elsewhere(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => exchange.RespondAsync(200, "<html>Welcome to nginx</html>", "text/html"));
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream), attemptsAtPrimary: 3);
    }

    [Fact]
    public async Task A_whole_answer_that_is_cut_is_never_shown()
    {
        await using FaultScene scene = await FaultScene.StartAsync(static async (exchange, _) =>
        {
            await exchange.BeginAsync("application/json");
            await exchange.SendAsync(Recording.OpenAI().Whole[..60]);
            exchange.Cut();
        });
        await scene.AssertServedByFallbackAsync(await scene.AskAsync(stream: false), attemptsAtPrimary: 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_everybody_fails_the_error_says_who_failed_last(bool stream)
    {
        await using FaultScene scene = await FaultScene.StartAsync(static (exchange, _) => FaultScene.RefuseAsync(exchange, 500, "server_error"), ("Gateway__Providers__fallback__ApiKey", ""), ("Gateway__Retry__MaxRetries", "1"));
        GatewayAnswer answer = await scene.AskAsync(stream, """["gpt-4o-mini","gpt-4o"]""");
        Assert.Equal(502, answer.Code);
        Assert.Equal(("openai", "gpt-4o", "4"), (answer.Headers["x-llm-provider"], answer.Headers["x-llm-model"], answer.Headers["x-llm-attempts"]));
        Assert.Equal(4, scene.Primary.Requests.Count);
        await scene.AssertServesOnAsync();
    }
}
