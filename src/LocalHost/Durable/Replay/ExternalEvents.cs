using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>
/// Events by name, whatever the case. Who waited last is served first, as with the official worker; events that nobody waits
/// for are kept in their order.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, Stack<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Data)> _kept = [];

    public IReadOnlyList<(string Name, string? Data)> Kept => _kept;

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<T>();
        var index = _kept.FindIndex(kept => string.Equals(kept.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var data = _kept[index].Data;
            _kept.RemoveAt(index);
            Complete(source, data);
            return source.Task;
        }

        if (!_waiters.TryGetValue(name, out var stack))
        {
            _waiters[name] = stack = new Stack<Waiter>();
        }

        stack.Push(new Waiter(() => source.Task.IsCompleted, data => Complete(source, data)));
        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        return source.Task;
    }

    public void Raise(string name, string? data)
    {
        while (_waiters.TryGetValue(name, out var stack) && stack.TryPop(out var waiter))
        {
            if (!waiter.HasEnded())
            {
                waiter.Complete(data);
                return;
            }
        }

        _kept.Add((name, data));
    }

    private void Complete<T>(TaskCompletionSource<T> source, string? data)
    {
        try
        {
            source.TrySetResult(converter.Deserialize<T>(data)!);
        }
        catch (Exception e)
        {
            source.TrySetException(e);
        }
    }

    private sealed record Waiter(Func<bool> HasEnded, Action<string?> Complete);
}
