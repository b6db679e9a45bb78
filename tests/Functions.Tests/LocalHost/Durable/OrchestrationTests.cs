using LlmFunctions.Functions.Tests.LocalHost.Durable.Support;
using LlmFunctions.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable;

public sealed class OrchestrationTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task Results_of_a_fan_out_come_in_the_order_of_the_calls()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        var done = await host.RunAsync("FanOut", 30);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i * 2), done.ReadOutputAs<int[]>());
        Assert.Equal(30, _probe.Calls.Count);
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_host_json_allows()
    {
        await using var host = await DurableHost.StartAsync(_probe, activities: 2);

        await host.RunAsync("FanOut", 20);

        Assert.InRange(_probe.Most, 1, 2);
    }

    [Fact]
    public async Task An_activity_is_tried_as_often_as_its_policy_says()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        Assert.Equal("attempt 3", (await host.RunAsync("Retry", 2)).ReadOutputAs<string>());
        _probe.Calls.Clear();
        var failed = await host.RunAsync("Retry", 99);

        Assert.Equal(3, _probe.Calls.Count);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("not yet", failed.FailureDetails!.ErrorMessage);
        Assert.Equal("System.TimeoutException", failed.FailureDetails.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task A_sub_orchestration_has_an_instance_of_its_own_and_its_failure_reaches_the_parent()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        var done = await host.RunAsync("Parent");

        Assert.Equal("0,2,4 Retry", done.ReadOutputAs<string>());
        Assert.Equal("FanOut", (await host.Client.GetInstanceAsync(done.InstanceId + "-child", TestHost.Cancel))!.Name);
    }

    [Fact]
    public async Task Events_raised_before_an_orchestration_waits_are_delivered_in_their_order()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", TestHost.Cancel);
        await host.Client.RaiseEventAsync(id, "GO", "a", TestHost.Cancel);
        await host.Client.RaiseEventAsync(id, "go", "b", TestHost.Cancel);

        var done = await host.CompletionAsync(id);

        Assert.Equal("ab", done.ReadOutputAs<string>());
        Assert.Equal("waits", done.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task ContinueAsNew_begins_again_under_the_same_id_with_the_new_input()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        var done = await host.RunAsync("Counting", 1);

        Assert.Equal(64, done.ReadOutputAs<int>());
        Assert.Equal(32, done.ReadInputAs<int>());
        Assert.Equal(6, _probe.Calls.Count);
    }

    [Fact]
    public async Task A_durable_timer_fires_when_its_time_has_come()
    {
        var time = new ManualTimeProvider();
        await using var host = await DurableHost.StartAsync(_probe, time: time);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleeping", TestHost.Cancel);
        await host.Client.WaitForInstanceStartAsync(id, TestHost.Cancel);
        Assert.True((await host.Client.GetInstanceAsync(id, TestHost.Cancel))!.IsRunning);

        time.Advance(TimeSpan.FromDays(1));
        var done = host.CompletionAsync(id);
        while (!done.IsCompleted)
        {
            // A poll that was under way when the time came looks again after its interval.
            await time.WaitForTimersAsync(1, TestHost.Cancel);
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.InRange((await done).ReadOutputAs<double>(), 1, 2);
    }

    [Fact]
    public async Task A_suspended_instance_says_so_and_goes_on_when_it_is_resumed()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", TestHost.Cancel);
        await host.Client.WaitForInstanceStartAsync(id, TestHost.Cancel);
        await host.Client.SuspendInstanceAsync(id, "a break", TestHost.Cancel);
        await host.Client.RaiseEventAsync(id, "go", "a", TestHost.Cancel);
        await host.Client.RaiseEventAsync(id, "go", "b", TestHost.Cancel);
        await host.Client.ResumeInstanceAsync(id, TestHost.Cancel);

        Assert.Equal("ab", (await host.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_terminated_instance_ends_and_can_be_purged_but_a_running_one_cannot()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", TestHost.Cancel);
        await host.Client.WaitForInstanceStartAsync(id, TestHost.Cancel);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync(id, TestHost.Cancel)).PurgedInstanceCount);

        await host.Client.TerminateInstanceAsync(id, (object)"enough", TestHost.Cancel);
        var ended = await host.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal("enough", ended.ReadOutputAs<string>());
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync(id, TestHost.Cancel)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync(id, TestHost.Cancel));
    }

    [Fact]
    public async Task An_id_in_use_is_refused_and_one_that_has_ended_runs_again()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        var options = new StartOrchestrationOptions("mine");
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", null, options, TestHost.Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", null, options, TestHost.Cancel));
        await host.Client.TerminateInstanceAsync("mine", TestHost.Cancel);
        await host.CompletionAsync("mine");

        await host.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", 1, options, TestHost.Cancel);

        Assert.Equal("[0]", (await host.CompletionAsync("mine")).SerializedOutput);
    }

    [Fact]
    public async Task Instances_are_found_by_prefix_and_status_page_by_page()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        foreach (var id in (string[])["a-1", "a-2", "a-3", "b-1"])
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", 0, new StartOrchestrationOptions(id), TestHost.Cancel);
            await host.CompletionAsync(id);
        }

        var pages = new List<string>();
        var query = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "a-", PageSize: 2);
        await foreach (var page in host.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(string.Join(",", page.Values.Select(instance => instance.InstanceId)));
        }

        Assert.Equal(["a-1,a-2", "a-3"], pages.Where(page => page.Length > 0));
        Assert.Equal(4, (await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), TestHost.Cancel)).PurgedInstanceCount);
    }

    [Fact]
    public async Task A_payload_larger_than_a_property_comes_back_whole()
    {
        await using var host = await DurableHost.StartAsync(_probe);
        var text = string.Concat(Enumerable.Range(0, 6_000).Select(i => $"\"{i % 1000}é"));

        Assert.Equal(text + text, (await host.RunAsync("EchoTwice", text)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_unknown_orchestrator_or_activity_fails_the_instance_with_its_name()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        Assert.Contains("'Nowhere' does not exist", (await host.RunAsync("Nowhere")).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_function_gets_the_client_by_its_attribute()
    {
        await using var host = await DurableHost.StartAsync(_probe);

        Assert.Equal("[0,2]", (await host.CompletionAsync(await host.Http.GetAsync("start"))).SerializedOutput);
    }
}
