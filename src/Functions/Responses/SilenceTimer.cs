namespace LlmFunctions.Functions.Responses;

/// <summary>Waits for what comes next in a stream, and says when the stream has been silent for an interval. Used by one waiter at a time.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private TaskCompletionSource? _silence;

    public SilenceTimer(TimeSpan interval, TimeProvider timeProvider)
    {
        _interval = interval;
        _timer = timeProvider.CreateTimer(static state => ((SilenceTimer)state!)._silence!.TrySetResult(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Returns true when the task has ended, however it did, and false when an interval has passed before.</summary>
    public async ValueTask<bool> WaitAsync(Task pending)
    {
        if (!pending.IsCompleted)
        {
            _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            await Task.WhenAny(pending, _silence.Task);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return pending.IsCompleted;
    }

    public void Dispose() => _timer.Dispose();
}
