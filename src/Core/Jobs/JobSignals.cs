using System.Collections.Concurrent;

namespace LlmFunctions.Jobs;

/// <summary>Tells this process what it has changed of jobs itself, so that it need not find out by asking the storage.</summary>
public sealed class JobSignals
{
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>Begins to listen; take it before looking at the job, so that no change is missed.</summary>
    public Listener Listen(string jobId) => new(this, jobId, _waiting.AddOrUpdate(
        jobId, static _ => new Waiting(1, NewSource()), static (_, waiting) => waiting with { Listeners = waiting.Listeners + 1 }).Changed.Task);

    public void Changed(string jobId)
    {
        while (_waiting.TryGetValue(jobId, out Waiting? waiting))
        {
            if (_waiting.TryUpdate(jobId, waiting with { Changed = NewSource() }, waiting))
            {
                waiting.Changed.SetResult();
                return;
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Leave(string jobId)
    {
        while (_waiting.TryGetValue(jobId, out Waiting? waiting))
        {
            if (waiting.Listeners == 1
                ? _waiting.TryRemove(new KeyValuePair<string, Waiting>(jobId, waiting))
                : _waiting.TryUpdate(jobId, waiting with { Listeners = waiting.Listeners - 1 }, waiting))
            {
                return;
            }
        }
    }

    /// <summary>One who listens, for one change.</summary>
    public readonly struct Listener(JobSignals signals, string jobId, Task changed) : IDisposable
    {
        /// <summary>Ends when the job changes.</summary>
        public Task Changed => changed;

        public void Dispose() => signals.Leave(jobId);
    }

    private sealed record Waiting(int Listeners, TaskCompletionSource Changed);
}
