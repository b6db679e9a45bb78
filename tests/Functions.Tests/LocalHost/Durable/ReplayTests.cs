using LlmFunctions.Functions.Tests.LocalHost.Durable.Support;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable;

public sealed class ReplayTests
{
    [Fact]
    public void A_step_is_scheduled_once_and_its_result_is_read_from_the_history_ever_after()
    {
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A", 1) + await context.CallActivityAsync<int>("B", 2));

        Assert.Equal(["A"], instance.Start().Steps.Select(step => step.Name));
        Assert.Equal(["B"], instance.Next(Instance.Completed(0, 20)).Steps.Select(step => step.Name));
        var last = instance.Next(Instance.Completed(1, 3));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, last.Status);
        Assert.Equal("23", last.Data);
        Assert.Empty(last.Steps);
    }

    [Fact]
    public void Steps_that_are_not_awaited_one_by_one_are_scheduled_together()
    {
        var instance = new Instance(async context => await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("A", i))));

        Assert.Equal(5, instance.Start().Steps.Count);
        Assert.Equal(OrchestrationRuntimeStatus.Running, instance.Next(Instance.Completed(4, 4), Instance.Completed(0, 0)).Status);
        var last = instance.Next(Instance.Completed(2, 2), Instance.Completed(1, 1), Instance.Completed(3, 3));

        Assert.Equal("[0,1,2,3,4]", last.Data);
    }

    [Fact]
    public void An_orchestrator_that_asks_for_something_else_in_a_replay_fails_with_an_error_that_names_the_step()
    {
        var instance = new Instance(async context =>
        {
            await context.CallActivityAsync<int>("First");
            await context.CallActivityAsync<int>("Second");
            return null;
        });
        instance.Start();
        instance.Next(Instance.Completed(0, 1));
        instance.Orchestrator = async context =>
        {
            await context.CallActivityAsync<int>("First");
            await context.CallActivityAsync<int>("Other");
            return null;
        };

        var turn = instance.Next(Instance.Completed(1, 1));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, turn.Status);
        Assert.EndsWith(nameof(NonDeterministicOrchestrationException), turn.Failure!.Type);
        Assert.Contains("activity 'Second' as step 1", turn.Failure.Message);
        Assert.Contains("activity 'Other'", turn.Failure.Message);
    }

    [Fact]
    public void An_orchestrator_that_asks_for_less_or_for_more_in_a_replay_fails_with_an_error_that_names_the_step()
    {
        var less = new Instance(async context => await context.CallActivityAsync<int>("First"));
        less.Start();
        less.Orchestrator = static _ => Task.FromResult<object?>(null);
        Assert.Contains("'First' as step 0", less.Next(Instance.Completed(0, 1)).Failure!.Message);

        var more = new Instance(async context => await context.CallActivityAsync<int>("First"));
        more.Start();
        more.Orchestrator = async context =>
        {
            var first = context.CallActivityAsync<int>("First");
            await context.CallActivityAsync<int>("Second");
            return await first;
        };
        Assert.Contains("'Second' as step 1", more.Next(Instance.Completed(0, 1)).Failure!.Message);
    }

    [Fact]
    public void The_time_is_that_of_the_turn_in_every_replay_and_ids_are_the_same()
    {
        var seen = new List<(DateTime, Guid)>();
        var instance = new Instance(async context =>
        {
            seen.Add((context.CurrentUtcDateTime, context.NewGuid()));
            await context.CallActivityAsync<int>("A");
            seen.Add((context.CurrentUtcDateTime, context.NewGuid()));
            await context.CallActivityAsync<int>("B");
            return null;
        });
        instance.Start();
        instance.Advance(TimeSpan.FromHours(1));
        instance.Next(Instance.Completed(0, 1));
        instance.Advance(TimeSpan.FromHours(1));
        instance.Next(Instance.Completed(1, 1));

        Assert.Equal(5, seen.Count);
        Assert.Equal([seen[0], seen[0], seen[2], seen[0], seen[2]], seen);
        Assert.Equal(TimeSpan.FromHours(1), seen[2].Item1 - seen[0].Item1);
        Assert.NotEqual(seen[0].Item2, seen[2].Item2);
    }

    [Fact]
    public void A_replay_safe_logger_is_silent_in_replays()
    {
        var logs = new RecordingLogs();
        var instance = new Instance(
            async context =>
            {
                var logger = context.CreateReplaySafeLogger("Orchestrator");
                logger.Log(LogLevel.Warning, default, "one", null, static (text, _) => text);
                await context.CallActivityAsync<int>("A");
                logger.Log(LogLevel.Warning, default, "two", null, static (text, _) => text);
                return null;
            },
            LoggerFactory.Create(logging => logging.AddProvider(logs)));

        instance.Start();
        instance.Next(Instance.Completed(0, 1));

        Assert.Equal(["one", "two"], logs.Entries.Select(entry => entry.Text));
    }

    [Fact]
    public void A_result_that_comes_twice_counts_once()
    {
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));
        instance.Start();

        Assert.Equal(OrchestrationRuntimeStatus.Running, instance.Next(Instance.Completed(0, 1), Instance.Completed(0, 7)).Status);
        Assert.Equal("3", instance.Next(Instance.Completed(1, 2)).Data);
    }

    [Fact]
    public void A_failed_activity_throws_a_TaskFailedException_with_the_details()
    {
        var instance = new Instance(async context =>
        {
            var e = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync<int>("A"));
            return $"{e.TaskName} {e.TaskId} {e.FailureDetails.ErrorMessage} {e.FailureDetails.IsCausedBy<InvalidOperationException>()}";
        });
        instance.Start();

        Assert.Equal("\"A 0 broken True\"", instance.Next(Instance.Failed(0)).Data);
    }

    [Fact]
    public void A_retry_policy_waits_by_durable_timers_that_grow_up_to_the_longest_and_then_throws()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(10), 3, TimeSpan.FromSeconds(60));
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A", null, TaskOptions.FromRetryPolicy(policy)));
        var delays = new List<double>();
        instance.Start();
        var step = 0;
        for (var attempt = 1; attempt < 5; attempt++)
        {
            var timer = Assert.Single(instance.Next(Instance.Failed(step)).Steps);
            delays.Add((timer.Time!.Value - instance.Now).TotalSeconds);
            instance.Advance(timer.Time.Value - instance.Now);
            step = Assert.Single(instance.Next(Instance.Fired(timer.TaskId)).Steps).TaskId;
        }

        var last = instance.Next(Instance.Failed(step, "the last one"));

        Assert.Equal([10, 30, 60, 60], delays);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, last.Status);
        Assert.Contains("the last one", last.Failure!.Message);
    }

    [Fact]
    public void A_retry_policy_ends_with_its_timeout_and_leaves_alone_what_it_does_not_handle()
    {
        var late = new RetryPolicy(9, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(15));
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A", null, TaskOptions.FromRetryPolicy(late)));
        instance.Start();
        instance.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.Next(Instance.Failed(0)).Status);

        var picky = new RetryPolicy(9, TimeSpan.FromSeconds(10)) { HandleFailure = failure => failure.ErrorMessage != "final" };
        instance = new Instance(async context => await context.CallActivityAsync<int>("A", null, TaskOptions.FromRetryPolicy(picky)));
        instance.Start();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.Next(Instance.Failed(0, "final")).Status);
    }

    [Fact]
    public void A_retry_handler_is_told_the_attempt_and_decides()
    {
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A", null, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3)));
        instance.Start();

        Assert.Single(instance.Next(Instance.Failed(0)).Steps);
        Assert.Single(instance.Next(Instance.Failed(1)).Steps);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.Next(Instance.Failed(2)).Status);
    }

    [Fact]
    public void Events_are_kept_until_somebody_waits_whatever_the_case_of_the_name_and_the_last_to_wait_is_served_first()
    {
        var instance = new Instance(async context =>
        {
            await context.CallActivityAsync<int>("A");
            var kept = await context.WaitForExternalEvent<string>("GO");
            var first = context.WaitForExternalEvent<string>("go");
            var second = context.WaitForExternalEvent<string>("go");
            await Task.WhenAll(first, second);
            return $"{kept} {await first} {await second}";
        });
        instance.Start(null, Instance.Event("go", "early"));
        instance.Next(Instance.Completed(0, 1));

        Assert.Equal("\"early y x\"", instance.Next(Instance.Event("Go", "x"), Instance.Event("gO", "y")).Data);
    }

    [Fact]
    public void A_wait_with_a_timeout_is_cancelled_when_its_timer_fires_and_its_timer_when_the_event_comes()
    {
        static async Task<object?> Wait(TaskOrchestrationContext context)
        {
            try
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromMinutes(1));
            }
            catch (OperationCanceledException)
            {
                return "late";
            }
        }

        var late = new Instance(Wait);
        Assert.Equal(EventKind.TimerCreated, Assert.Single(late.Start().Steps).Kind);
        Assert.Equal("\"late\"", late.Next(Instance.Fired(0)).Data);

        var early = new Instance(Wait);
        early.Start();
        var turn = early.Next(Instance.Event("go", "early"));
        Assert.Equal("\"early\"", turn.Data);
        Assert.Equal([0], turn.CancelledTimers);
    }

    [Fact]
    public void ContinueAsNew_takes_events_along_that_nobody_has_waited_for_unless_told_not_to()
    {
        static Func<TaskOrchestrationContext, Task<object?>> Orchestrator(bool preserve) => async context =>
        {
            await context.CallActivityAsync<int>("A");
            context.ContinueAsNew(context.GetInput<int>() + 1, preserve);
            return "ignored";
        };

        var keeps = new Instance(Orchestrator(true));
        keeps.Start(41, Instance.Event("go", "x"));
        var turn = keeps.Next(Instance.Completed(0, 1));
        Assert.Equal(OrchestrationRuntimeStatus.ContinuedAsNew, turn.Status);
        Assert.Equal("42", turn.Data);
        Assert.Equal([("go", "\"x\"")], turn.Kept);

        var drops = new Instance(Orchestrator(false));
        drops.Start(41, Instance.Event("go", "x"));
        Assert.Empty(drops.Next(Instance.Completed(0, 1)).Kept);
    }

    [Fact]
    public void A_suspended_orchestration_gets_its_results_and_events_when_it_is_resumed()
    {
        var instance = new Instance(async context => await context.CallActivityAsync<int>("A") + await context.WaitForExternalEvent<int>("go"));
        instance.Start();

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, instance.Next(new HistoryEvent(EventKind.Suspended)).Status);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, instance.Next(Instance.Completed(0, 1), Instance.Event("go", 2)).Status);
        Assert.Equal("3", instance.Next(new HistoryEvent(EventKind.Resumed)).Data);
    }

    [Fact]
    public void A_terminated_orchestration_ends_with_the_output_it_is_given()
    {
        var instance = new Instance(async context => await context.WaitForExternalEvent<int>("never"));
        instance.Start();

        var turn = instance.Next(new HistoryEvent(EventKind.Terminated) { Data = "\"enough\"" });

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, turn.Status);
        Assert.Equal("\"enough\"", turn.Data);
    }

    [Fact]
    public void A_history_can_be_replayed_to_its_end_with_the_same_result()
    {
        var instance = new Instance(async context =>
        {
            var forgotten = context.CallActivityAsync<int>("Forgotten");
            context.SetCustomStatus("half");
            return await context.CallActivityAsync<int>("A");
        });
        instance.Start();
        instance.Next(Instance.Completed(1, 5));

        var again = instance.Next();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, again.Status);
        Assert.Equal("5", again.Data);
        Assert.Equal("\"half\"", again.CustomStatus);
    }
}
