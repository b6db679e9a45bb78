using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.LocalHost.Durable.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable;

public sealed class SharedHubTests
{
    private readonly string _hub = TableNames.UniquePrefix();
    private readonly Probe _first = new();
    private readonly Probe _second = new();

    [Fact]
    public async Task Two_hosts_on_one_hub_run_every_activity_once()
    {
        await using var first = await DurableHost.StartAsync(_first, _hub, activities: 2);
        await using var second = await DurableHost.StartAsync(_second, _hub, activities: 2);

        var done = await Task.WhenAll(first.RunAsync("FanOut", 40), second.RunAsync("FanOut", 40));

        Assert.All(done, instance => Assert.Equal(40, instance.ReadOutputAs<int[]>()!.Length));
        Assert.Equal(80, _first.Calls.Count + _second.Calls.Count);
    }

    [Fact]
    public async Task The_work_of_a_host_that_has_gone_without_a_word_is_taken_over_within_30_seconds()
    {
        var time = new ManualTimeProvider();
        await using var way = await StorageProxy.StartAsync();
        await using var lost = await DurableHost.StartAsync(_first, _hub, way.ConnectionString, time);
        var id = await lost.Client.ScheduleNewOrchestrationInstanceAsync("Gate", new Order("mine", 1), TestHost.Cancel);
        await _first.Reached.Task.WaitAsync(TestHost.Cancel);

        await using var survivor = await DurableHost.StartAsync(_second, _hub, time: time);
        way.Break();
        _second.Gate.SetResult();
        var done = survivor.CompletionAsync(id);
        var before = time.GetUtcNow();
        while (!_second.Reached.Task.IsCompleted && time.GetUtcNow() < before + TimeSpan.FromSeconds(30))
        {
            await time.WaitForTimersAsync(1, TestHost.Cancel);
            time.Advance(TimeSpan.FromMilliseconds(100));
            await survivor.Client.GetInstanceAsync(id, TestHost.Cancel);
        }

        Assert.True(_second.Reached.Task.IsCompleted);
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await survivor.Client.GetInstanceAsync(id, TestHost.Cancel);
        }

        Assert.Equal("mine", (await done).ReadOutputAs<string>());
        Assert.Empty(_first.Calls);

        // Lets the lost host go, whose clock stands still.
        _first.Gate.SetResult();
    }

    [Fact]
    public async Task An_activity_that_a_stop_cuts_off_is_left_to_another_host_at_once()
    {
        var time = new ManualTimeProvider();
        var stopping = await DurableHost.StartAsync(_first, _hub, time: time);
        var id = await stopping.Client.ScheduleNewOrchestrationInstanceAsync("Gate", new Order("mine", 1), TestHost.Cancel);
        await _first.Reached.Task.WaitAsync(TestHost.Cancel);
        using var noPatience = new CancellationTokenSource();
        await noPatience.CancelAsync();
        await stopping.Http.App.StopAsync(noPatience.Token);

        _second.Gate.SetResult();
        await using var other = await DurableHost.StartAsync(_second, _hub);

        Assert.Equal("mine", (await other.CompletionAsync(id)).ReadOutputAs<string>());
        await stopping.DisposeAsync();
    }
}
