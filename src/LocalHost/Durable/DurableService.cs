using System.Collections.Concurrent;
using LlmFunctions.LocalHost.Durable.Storage;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>
/// Looks for work and runs as much of it at a time as host.json allows. Several processes share the work of a hub: who has the
/// lease does it, and whose lease is over has lost it.
/// </summary>
internal sealed class DurableService(
    DurableStore store,
    OrchestrationRunner orchestrations,
    ActivityRunner activities,
    DurableOptions options,
    Signals signals,
    TimeProvider time,
    ILogger<DurableService> logger) : IHostedLifecycleService, IDisposable
{
    // What cancelled activities are given to end, where a stop has already waited as long as it may.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ActivityWork> _leases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _activities = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cancelActivities = new();
    private Task _loops = Task.CompletedTask;
    private bool _isCutOff;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loops = Task.WhenAll(Task.Run(LookAsync, CancellationToken.None), Task.Run(RenewAsync, CancellationToken.None));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        var work = Task.WhenAll([_loops, .. _turns.Values, .. _activities.Values]);
        await work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted)
        {
            await _cancelActivities.CancelAsync();
            await work.WaitAsync(LastWords, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stop.Dispose();
        _cancelActivities.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var added = signals.Work;
            try
            {
                await store.EnsureCreatedAsync(_stop.Token);
                await StartTurnsAsync();
                await StartActivitiesAsync();
                if (_isCutOff)
                {
                    _isCutOff = false;
                    Log.PollWorks(logger);
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // Said once: it may be tried for hours.
                if (!_isCutOff)
                {
                    _isCutOff = true;
                    Log.PollFailed(logger, e);
                }

                added = Task.Delay(Timeout.InfiniteTimeSpan, time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await WaitAsync(added, options.PollInterval);
        }
    }

    private async Task StartTurnsAsync()
    {
        var free = options.MostOrchestrators - _turns.Count;
        if (free <= 0)
        {
            return;
        }

        foreach (var instanceId in (await store.Messages.ReadyAsync(time.GetUtcNow(), _stop.Token)).Where(id => !_turns.ContainsKey(id)).Take(free))
        {
            Start(_turns, instanceId, () => RunTurnAsync(instanceId));
        }
    }

    private async Task StartActivitiesAsync()
    {
        var free = options.MostActivities - _activities.Count;
        if (free <= 0)
        {
            return;
        }

        // More than there is room for: some of what is found may be this process's own, its lease over but its run not.
        var found = await store.Activities.FreeAsync(time.GetUtcNow(), options.MostActivities, _stop.Token);
        await Task.WhenAll(found.Where(work => !_activities.ContainsKey(work.Id)).Take(free).Select(async work =>
        {
            if (await store.Activities.TryLeaseAsync(work, time.GetUtcNow() + DurableOptions.Lease, _stop.Token) is { } leased)
            {
                _leases[work.Id] = leased;
                Start(_activities, work.Id, () => RunActivityAsync(leased));
            }
        }));
    }

    /// <summary>Runs something apart, and keeps it where a stop finds it.</summary>
    private static void Start(ConcurrentDictionary<string, Task> running, string id, Func<Task> run)
    {
        // It takes itself out when it has ended, so it must not begin before it is in.
        var isKept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running[id] = RunAsync();
        isKept.SetResult();

        async Task RunAsync()
        {
            await isKept.Task;
            await run();
        }
    }

    private async Task RunTurnAsync(string instanceId)
    {
        var hasWorked = false;
        try
        {
            // Not to be cut off by a stop: a turn is short, and the stop waits for it.
            hasWorked = await orchestrations.RunAsync(instanceId, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.TurnFailed(logger, e, instanceId);
        }
        finally
        {
            _turns.TryRemove(instanceId, out _);
        }

        if (hasWorked)
        {
            signals.WorkAdded();
        }
    }

    private async Task RunActivityAsync(ActivityWork work)
    {
        await activities.RunAsync(work, _cancelActivities.Token);
        _leases.TryRemove(work.Id, out _);
        _activities.TryRemove(work.Id, out _);
        signals.WorkAdded();
    }

    private async Task RenewAsync()
    {
        // Also during a stop, which waits for what runs.
        while (!_stop.IsCancellationRequested || !_activities.IsEmpty)
        {
            await WaitAsync(Task.Delay(Timeout.InfiniteTimeSpan, time, _stop.Token), DurableOptions.Renewal);
            foreach (var (id, work) in _leases)
            {
                await RenewAsync(id, work);
            }

            if (_stop.IsCancellationRequested)
            {
                await Task.WhenAny(Task.Delay(DurableOptions.Renewal, time), Task.WhenAll(_activities.Values));
            }
        }
    }

    private async Task RenewAsync(string id, ActivityWork work)
    {
        try
        {
            if (await store.Activities.TryLeaseAsync(work, time.GetUtcNow() + DurableOptions.Lease, CancellationToken.None) is { } renewed)
            {
                _leases.TryUpdate(id, renewed, work);
            }
            else if (_leases.ContainsKey(id))
            {
                Log.LeaseLost(logger, work.Step.Name!, work.InstanceId);
                _leases.TryRemove(id, out _);
            }
        }
        catch (Exception e)
        {
            Log.RenewalFailed(logger, e, work.Step.Name!, work.InstanceId);
        }
    }

    private async Task WaitAsync(Task task, TimeSpan atMost) =>
        await task.WaitAsync(atMost, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
