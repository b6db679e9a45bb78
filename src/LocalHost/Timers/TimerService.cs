namespace LlmFunctions.LocalHost.Timers;

/// <summary>
/// Fires the timers of one process. There is no lock between processes: several LocalHosts on one storage each fire every
/// timer, whereas in Azure one instance does. Functions with a timer must bear being run twice in either.
/// </summary>
internal sealed class TimerService : IHostedLifecycleService, IDisposable
{
    // What a cancelled function is given to end, where a stop has already waited as long as it may.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancelRuns = new();
    private readonly ScheduledTimer[] _timers;

    public TimerService(IEnumerable<TimerFunction> functions, TimerRunner runner, TimeProvider time, ILogger<TimerService> logger)
    {
        _timers = [.. functions.Select(function =>
            new ScheduledTimer(function, (function, timer) => runner.RunAsync(function, timer, _cancelRuns.Token), time, logger))];
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts the timers when the app listens: functions that run on start-up may call it.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in _timers)
        {
            timer.Start();
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var runs = Task.WhenAll(_timers.Select(timer => timer.StopAsync()));
        await runs.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!runs.IsCompleted)
        {
            await _cancelRuns.CancelAsync();
            await runs.WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        _cancelRuns.Dispose();
    }
}
