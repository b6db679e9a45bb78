using System.Collections.Concurrent;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

/// <summary>What the activities of one test have done, and what holds them up.</summary>
internal sealed class Probe
{
    private int _running;
    private int _most;

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>How many ran at once.</summary>
    public int Most => _most;

    /// <summary>Ends when an activity has come to the gate.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        Reached.TrySetResult();
        await Gate.Task.WaitAsync(cancellationToken);
    }

    public void Enter()
    {
        var running = Interlocked.Increment(ref _running);
        for (var most = _most; running > most; most = _most)
        {
            Interlocked.CompareExchange(ref _most, running, most);
        }
    }

    public void Leave() => Interlocked.Decrement(ref _running);
}
