using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void The_clock_moves_only_when_it_is_moved()
    {
        var (now, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());

        _time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(now.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(stamp));
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_then_of_their_making()
    {
        using var late = Timer("late", 20);
        using var early = Timer("early", 10);
        using var alsoLate = Timer("also late", 20);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["early 10", "late 20", "also late 20"], _fired);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_period_on_the_way()
    {
        using var timer = Timer("tick", 5, 10);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(["tick 5", "tick 15", "tick 25"], _fired);
    }

    [Fact]
    public void Change_moves_stops_and_restarts_a_timer()
    {
        using var timer = Timer("timer", 5);
        timer.Change(TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(_fired);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(_fired);

        Assert.True(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["timer 13"], _fired);
    }

    [Fact]
    public void A_timer_set_by_a_callback_takes_part_in_the_same_move()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer("second", 5), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["second 10"], _fired);
        second!.Dispose();
    }

    [Fact]
    public void A_disposed_timer_neither_fires_nor_changes()
    {
        var timer = Timer("timer", 5);
        timer.Dispose();

        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(_fired);
    }

    [Fact]
    public void A_timer_that_is_due_at_once_fires_without_a_move()
    {
        using var timer = Timer("now", 0);

        Assert.Equal(["now 0"], _fired);
    }

    [Fact]
    public async Task Delays_and_timeouts_of_the_framework_follow_the_clock()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _time, TestHost.Cancel);
        await _time.WaitForTimersAsync(2, TestHost.Cancel);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(timeout.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));

        await delay.WaitAsync(TestHost.Cancel);
    }

    [Fact]
    public async Task Waiting_for_timers_ends_when_code_elsewhere_has_set_them()
    {
        var waiting = _time.WaitForTimersAsync(2, TestHost.Cancel);
        using var first = Timer("first", 1);
        Assert.False(waiting.IsCompleted);

        using var second = Timer("second", 1);

        await waiting;
    }

    private ITimer Timer(string name, int due, int? period = null) => _time.CreateTimer(
        _ => _fired.Add($"{name} {_time.GetTimestamp() / TimeSpan.TicksPerSecond}"),
        null,
        TimeSpan.FromSeconds(due),
        period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
}
