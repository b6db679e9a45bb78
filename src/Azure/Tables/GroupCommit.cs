namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Lets concurrent writers of one partition share a transaction: while one is under way, those that arrive wait for the
/// next and go into it together. Whoever writes alone waits for nobody.
/// </summary>
internal sealed class GroupCommit<T>(Func<string, IReadOnlyList<T>, Task> write, int largestGroup)
{
    private readonly Dictionary<string, Queue<Pending>> _lanes = new(StringComparer.Ordinal);

    /// <summary>Returns when the item is written; fails when the transaction that it was in failed.</summary>
    public Task WriteAsync(string partition, T item)
    {
        Pending pending = new(item, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Queue<Pending>? started = null;
        lock (_lanes)
        {
            if (!_lanes.TryGetValue(partition, out Queue<Pending>? lane))
            {
                lane = started = new Queue<Pending>();
                _lanes.Add(partition, lane);
            }

            lane.Enqueue(pending);
        }

        if (started is not null)
        {
            _ = DrainAsync(partition, started);
        }

        return pending.Written.Task;
    }

    private async Task DrainAsync(string partition, Queue<Pending> lane)
    {
        while (Take(partition, lane) is { Count: > 0 } group)
        {
            try
            {
                await write(partition, [.. group.Select(static pending => pending.Item)]);
                group.ForEach(static pending => pending.Written.SetResult());
            }
            catch (Exception exception)
            {
                group.ForEach(pending => pending.Written.SetException(exception));
            }
        }
    }

    private List<Pending> Take(string partition, Queue<Pending> lane)
    {
        lock (_lanes)
        {
            List<Pending> group = new(Math.Min(lane.Count, largestGroup));
            while (group.Count < largestGroup && lane.TryDequeue(out Pending? pending))
            {
                group.Add(pending);
            }

            if (group.Count == 0)
            {
                _lanes.Remove(partition);
            }

            return group;
        }
    }

    private sealed record Pending(T Item, TaskCompletionSource Written);
}
