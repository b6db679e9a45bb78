using LlmFunctions.Functions.Timers;
using Xunit;

namespace LlmFunctions.Functions.Tests.Hosting;

public sealed class EveryMinuteTests
{
    [Fact]
    public async Task What_fails_keeps_none_of_the_others_from_its_end_and_every_failure_is_told()
    {
        TaskCompletionSource slow = new();
        Task all = EveryMinute.WhenAllAsync(Task.FromException(new InvalidOperationException("one")), slow.Task, Task.FromException(new InvalidOperationException("two")));
        Assert.False(all.IsCompleted);

        slow.SetResult();
        AggregateException failures = await Assert.ThrowsAsync<AggregateException>(() => all);
        Assert.Equal(["one", "two"], failures.InnerExceptions.Select(static failure => failure.Message));
    }

    [Fact]
    public async Task Without_a_failure_there_is_none() => await EveryMinute.WhenAllAsync(Task.CompletedTask, Task.CompletedTask);
}
