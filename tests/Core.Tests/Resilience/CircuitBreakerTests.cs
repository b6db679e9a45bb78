using LlmFunctions.Configuration;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class CircuitBreakerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly CircuitBreaker _breaker = new(new BreakerOptions());
    private DateTimeOffset _now = Noon;

    [Fact]
    public void Five_failures_in_a_row_open_it_for_thirty_seconds()
    {
        Fail(4);
        Assert.Equal(BreakerState.Closed, _breaker.State(_now));
        Assert.True(_breaker.Fail(_now, _now));

        Assert.Equal(BreakerState.Open, _breaker.State(_now));
        Assert.Equal(TimeSpan.FromSeconds(30), _breaker.Wait(_now));
        _now += TimeSpan.FromSeconds(29.9);
        Assert.Equal(BreakerState.Open, _breaker.State(_now));
        _now += TimeSpan.FromSeconds(0.1);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
        Assert.Null(_breaker.Wait(_now));
    }

    [Fact]
    public void A_success_in_between_starts_the_count_anew()
    {
        Fail(4);
        _breaker.Succeed(_now, _now);
        Fail(4);
        Assert.Equal(BreakerState.Closed, _breaker.State(_now));
    }

    [Fact]
    public void A_half_open_one_lets_one_call_at_a_time_through()
    {
        HalfOpen();
        _breaker.Enter(_now);
        Assert.NotNull(_breaker.Wait(_now));
        _breaker.Succeed(_now, _now);
        Assert.Null(_breaker.Wait(_now));
    }

    [Fact]
    public void A_try_that_never_reports_does_not_block_it_for_good()
    {
        HalfOpen();
        _breaker.Enter(_now);
        _now += TimeSpan.FromSeconds(30);
        Assert.Null(_breaker.Wait(_now));
    }

    [Fact]
    public void A_call_that_was_not_made_after_all_does_not_block_it()
    {
        HalfOpen();
        _breaker.Claim(_now);
        Assert.NotNull(_breaker.Wait(_now));
        _now += TimeSpan.FromSeconds(1);
        Assert.Null(_breaker.Wait(_now));
    }

    [Fact]
    public void A_try_that_says_nothing_frees_it_for_the_next()
    {
        HalfOpen();
        _breaker.Enter(_now);
        _breaker.Release(_now, _now);
        Assert.Null(_breaker.Wait(_now));
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
    }

    [Fact]
    public void Three_successes_close_it()
    {
        HalfOpen();
        Assert.False(_breaker.Succeed(_now, _now));
        Assert.False(_breaker.Succeed(_now, _now));
        Assert.True(_breaker.Succeed(_now, _now));
        Assert.Equal(BreakerState.Closed, _breaker.State(_now));
        Assert.Null(_breaker.OpenUntil);
    }

    [Fact]
    public void A_failed_try_opens_it_again()
    {
        HalfOpen();
        _breaker.Succeed(_now, _now);
        Assert.True(_breaker.Fail(_now, _now));
        Assert.Equal(TimeSpan.FromSeconds(30), _breaker.Wait(_now));
    }

    [Fact]
    public void A_try_that_fails_slowly_delays_the_next_one_no_longer_than_one_that_fails_at_once()
    {
        HalfOpen();
        DateTimeOffset startedAt = _now;
        _breaker.Enter(_now);
        _now += TimeSpan.FromSeconds(20);
        _breaker.Fail(startedAt, _now);
        Assert.Equal(TimeSpan.FromSeconds(10), _breaker.Wait(_now));

        _now += TimeSpan.FromSeconds(10);
        startedAt = _now;
        _now += TimeSpan.FromMinutes(3);
        _breaker.Fail(startedAt, _now);
        Assert.Equal(TimeSpan.FromSeconds(1), _breaker.Wait(_now));
    }

    [Fact]
    public void What_began_before_it_half_opened_says_nothing_about_now()
    {
        DateTimeOffset before = _now;
        HalfOpen();
        Assert.False(_breaker.Fail(before, _now));
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
        Assert.False(_breaker.Succeed(before, _now));
        Assert.False(_breaker.Succeed(before, _now));
        Assert.False(_breaker.Succeed(before, _now));
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
    }

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _breaker.Fail(_now, _now);
        }
    }

    private void HalfOpen()
    {
        Fail(5);
        _now += TimeSpan.FromSeconds(30);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State(_now));
    }
}
