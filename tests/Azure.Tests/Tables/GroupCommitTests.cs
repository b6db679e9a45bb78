using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LlmFunctions.AzureServices.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class GroupCommitTests
{
    private readonly ConcurrentQueue<(string Partition, int[] Items, TaskCompletionSource Done)> _writes = new();
    private readonly GroupCommit<int> _commits;

    public GroupCommitTests() => _commits = new GroupCommit<int>(WriteAsync, largestGroup: 100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_writes_alone_waits_for_nobody()
    {
        Task written = _commits.WriteAsync("p", 1);

        var write = Assert.Single(_writes);
        Assert.Equal("p", write.Partition);
        Assert.Equal([1], write.Items);
        Assert.False(written.IsCompleted);
        write.Done.SetResult();
        await written.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Those_who_come_during_a_write_go_into_the_next_in_their_order_and_no_group_is_too_large()
    {
        Task[] written = [.. Enumerable.Range(0, 251).Select(item => _commits.WriteAsync("p", item))];

        for (int group = 0; group < 4; group++)
        {
            await FinishAsync(group);
        }

        await Task.WhenAll(written).WaitAsync(Cancellation);
        Assert.Equal([1, 100, 100, 50], _writes.Select(write => write.Items.Length));
        Assert.Equal(Enumerable.Range(0, 251), _writes.SelectMany(write => write.Items));
    }

    [Fact]
    public async Task Whoever_is_told_that_it_is_written_was_in_a_write_that_has_ended()
    {
        Task first = _commits.WriteAsync("p", 1);
        Task second = _commits.WriteAsync("p", 2);

        await FinishAsync(0);
        await first.WaitAsync(Cancellation);
        Assert.False(second.IsCompleted);
        await FinishAsync(1);
        await second.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_write_that_fails_fails_its_members_and_nobody_else()
    {
        Task first = _commits.WriteAsync("p", 1);
        Task[] second = [_commits.WriteAsync("p", 2), _commits.WriteAsync("p", 3)];
        await FinishAsync(0);
        await WaitForWriteAsync(1);
        Task third = _commits.WriteAsync("p", 4);
        var failure = new IOException("no storage");

        _writes.ElementAt(1).Done.SetException(failure);

        await first.WaitAsync(Cancellation);
        foreach (Task member in second)
        {
            Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => member.WaitAsync(Cancellation)));
        }

        await FinishAsync(2);
        await third.WaitAsync(Cancellation);
        Assert.Equal([4], _writes.ElementAt(2).Items);
    }

    [Fact]
    public async Task A_write_that_throws_before_its_first_await_fails_its_member_and_the_next_is_tried()
    {
        int calls = 0;
        var commits = new GroupCommit<int>((_, _) => ++calls == 1 ? throw new IOException("no storage") : Task.CompletedTask, largestGroup: 100);

        await Assert.ThrowsAsync<IOException>(() => commits.WriteAsync("p", 1));
        await commits.WriteAsync("p", 2).WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Partitions_do_not_wait_for_each_other()
    {
        Task slow = _commits.WriteAsync("slow", 1);
        Task fast = _commits.WriteAsync("fast", 2);

        await FinishAsync(1);

        await fast.WaitAsync(Cancellation);
        Assert.False(slow.IsCompleted);
        await FinishAsync(0);
        await slow.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Every_item_of_many_concurrent_writers_is_written_once()
    {
        var written = new ConcurrentQueue<int>();
        var sizes = new ConcurrentQueue<int>();
        var commits = new GroupCommit<int>(
            async (_, items) =>
            {
                sizes.Enqueue(items.Count);
                await Task.Yield();
                foreach (int item in items)
                {
                    written.Enqueue(item);
                }
            },
            largestGroup: 100);

        await Parallel.ForAsync(
            0,
            10_000,
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancellation },
            async (item, _) => await commits.WriteAsync($"p{item % 3}", item));

        Assert.Equal(Enumerable.Range(0, 10_000), written.Order());
        Assert.All(sizes, size => Assert.InRange(size, 1, 100));
    }

    [Fact]
    public async Task A_partition_that_nobody_writes_to_is_forgotten()
    {
        var commits = new GroupCommit<int>((_, _) => Task.CompletedTask, largestGroup: 100);

        WeakReference partition = await WriteToNewPartitionAsync(commits);

        // Until the last frame of the write has gone, it may still hold the name.
        while (partition.IsAlive)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
            GC.Collect();
        }

        GC.KeepAlive(commits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> WriteToNewPartitionAsync(GroupCommit<int> commits)
    {
        string partition = Guid.NewGuid().ToString();
        await commits.WriteAsync(partition, 1);
        await commits.WriteAsync(partition, 2);
        return new WeakReference(partition);
    }

    private Task WriteAsync(string partition, IReadOnlyList<int> items)
    {
        var done = new TaskCompletionSource();
        _writes.Enqueue((partition, [.. items], done));
        return done.Task;
    }

    private async Task FinishAsync(int write)
    {
        await WaitForWriteAsync(write);
        _writes.ElementAt(write).Done.SetResult();
    }

    private async Task WaitForWriteAsync(int write)
    {
        while (_writes.Count <= write)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
