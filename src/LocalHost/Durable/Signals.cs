using System.Collections.Concurrent;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>Tells this process what it has changed itself, so that it need not find out by asking the storage.</summary>
internal sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);
    private TaskCompletionSource _work = NewSource();

    /// <summary>Ends when there is work. Take it before looking for work, so that none is missed.</summary>
    public Task Work => Volatile.Read(ref _work).Task;

    public void WorkAdded() => Interlocked.Exchange(ref _work, NewSource()).SetResult();

    /// <summary>Ends when the state of an instance changes. Take it before looking at the state.</summary>
    public Task ChangeOf(string instanceId) => _waiters.GetOrAdd(instanceId, static _ => NewSource()).Task;

    public void Changed(string instanceId)
    {
        if (_waiters.TryRemove(instanceId, out var waiter))
        {
            waiter.SetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
