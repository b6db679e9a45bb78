using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>
/// Fires one function by its schedule. The timer is set again only when a run has ended, so runs never overlap; where a
/// run took longer than the schedule allows, one run makes up for all occurrences that were missed meanwhile.
/// </summary>
internal sealed class ScheduledTimer(
    TimerFunction function,
    Func<TimerFunction, TimerInfo, Task> run,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    // A timer cannot be set to more than some 49 days; what is further away is approached in steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Later than this is no longer the scheduler's jitter but a missed occurrence.
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private TaskCompletionSource? _running;
    private DateTimeOffset _next;
    private DateTime _last;
    private bool _stopped;

    public void Start()
    {
        _timer = time.CreateTimer(static state => ((ScheduledTimer)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _next = function.Schedule.Next(time.GetUtcNow());
        if (function.RunOnStartup)
        {
            Begin(time.GetUtcNow(), isPastDue: false);
        }
        else
        {
            Arm();
        }
    }

    /// <summary>Fires no more; the task ends when the run that is in flight has ended.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            return _running?.Task ?? Task.CompletedTask;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void OnTimer()
    {
        var now = time.GetUtcNow();
        if (now < _next)
        {
            Arm();
        }
        else
        {
            Begin(now, isPastDue: now - _next > Punctual);
        }
    }

    private void Begin(DateTimeOffset now, bool isPastDue)
    {
        lock (_gate)
        {
            if (_stopped || _running is not null)
            {
                return;
            }

            _running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = RunAsync(now, isPastDue);
    }

    private async Task RunAsync(DateTimeOffset now, bool isPastDue)
    {
        _next = function.Schedule.Next(now);
        var status = function.UseMonitor
            ? new ScheduleStatus { Last = _last, Next = _next.UtcDateTime, LastUpdated = now.UtcDateTime }
            : null;
        _last = now.UtcDateTime;

        await run(function, new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = status });

        lock (_gate)
        {
            _running!.SetResult();
            _running = null;
        }

        Arm();
    }

    private void Arm()
    {
        Log.NextRun(logger, function.Name, _next);
        var wait = _next - time.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
        _timer!.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
