namespace LlmFunctions.Functions.Responses;

/// <summary>
/// A streamed body that is written from two sides, by whoever has the turn: events as they come, and a ping whenever nothing was written for an interval.
/// </summary>
internal sealed class PingedBody : IAsyncDisposable
{
    private readonly Func<Task> _ping;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _timer;
    private Task _pinging = Task.CompletedTask;
    private long _lastTurn;
    private bool _isOver;

    public PingedBody(Func<Task> ping, TimeSpan interval, TimeProvider timeProvider)
    {
        _ping = ping;
        _interval = interval;
        _timeProvider = timeProvider;
        _lastTurn = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(static body => ((PingedBody)body!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until nobody else writes, and keeps everybody else from it until what is returned is disposed.</summary>
    public async ValueTask<Turn> TakeTurnAsync()
    {
        await _turn.WaitAsync();
        _lastTurn = _timeProvider.GetTimestamp();
        return new Turn(_turn);
    }

    /// <summary>Says, in the last turn, that nothing may follow.</summary>
    public void End() => _isOver = true;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _pinging;
        _turn.Dispose();
    }

    // The timer is set again when the ping is written, so there is never more than one.
    private void Tick() => _pinging = PingAsync();

    private async Task PingAsync()
    {
        await _turn.WaitAsync();
        using Turn turn = new(_turn);
        if (_isOver)
        {
            return;
        }

        TimeSpan silence = _timeProvider.GetElapsedTime(_lastTurn);
        if (silence >= _interval)
        {
            _lastTurn = _timeProvider.GetTimestamp();
            silence = TimeSpan.Zero;
            await _ping();
        }

        _timer.Change(_interval - silence, Timeout.InfiniteTimeSpan);
    }

    public readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
