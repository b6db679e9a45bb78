using LlmFunctions.Functions.Responses;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Responses;

public sealed class PingedBodyTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ManualTimeProvider _time = new();
    private int _pings;

    [Fact]
    public async Task A_ping_is_written_whenever_nothing_was_for_an_interval()
    {
        await using PingedBody body = Body();
        foreach ((int seconds, int pings) in new[] { (14, 0), (1, 1), (14, 1), (1, 2), (60, 6) })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(pings, _pings);
        }
    }

    [Fact]
    public async Task Whatever_is_written_begins_the_interval_anew()
    {
        await using PingedBody body = Body();
        _time.Advance(TimeSpan.FromSeconds(10));
        (await body.TakeTurnAsync()).Dispose();
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(0, _pings);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _pings);
    }

    [Fact]
    public async Task A_ping_waits_for_whoever_writes_and_the_other_way_round()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource written = new();
        await using PingedBody body = Body(() =>
        {
            begun.SetResult();
            return written.Task;
        });
        PingedBody.Turn turn = await body.TakeTurnAsync();
        _time.Advance(Interval);
        Assert.False(begun.Task.IsCompleted);

        turn.Dispose();
        await begun.Task;
        ValueTask<PingedBody.Turn> next = body.TakeTurnAsync();
        Assert.False(next.IsCompleted);

        written.SetResult();
        (await next).Dispose();
    }

    [Fact]
    public async Task Nothing_follows_the_last_turn_however_long_it_takes()
    {
        await using PingedBody body = Body();
        using (await body.TakeTurnAsync())
        {
            body.End();
            _time.Advance(Interval);
        }

        _time.Advance(Interval);
        (await body.TakeTurnAsync()).Dispose();
        Assert.Equal(0, _pings);
    }

    [Fact]
    public async Task After_the_end_there_are_none()
    {
        await using (PingedBody body = Body())
        {
            _time.Advance(Interval);
        }

        _time.Advance(Interval);
        Assert.Equal((1, 0), (_pings, _time.PendingTimers));
    }

    [Fact]
    public async Task A_ping_that_cannot_be_written_is_not_kept_quiet()
    {
        PingedBody body = Body(static () => Task.FromException(new IOException("gone")));
        _time.Advance(Interval);

        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(async () => await body.DisposeAsync())).Message);
    }

    private PingedBody Body(Func<Task>? ping = null) => new(
        () =>
        {
            _pings++;
            return ping?.Invoke() ?? Task.CompletedTask;
        },
        Interval,
        _time);
}
