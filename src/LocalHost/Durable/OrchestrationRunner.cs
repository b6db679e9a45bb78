using LlmFunctions.LocalHost.Durable.Functions;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Durable.Storage;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>
/// Takes an instance one turn further. Order matters: the history is committed first, what it asks for is done then, and the
/// messages that led to it are deleted last. Whatever cuts this off, the messages that are left make the next turn do the rest.
/// </summary>
internal sealed class OrchestrationRunner(
    DurableStore store, DurableInvoker invoker, DurableClock clock, Signals signals, string owner, ILogger<OrchestrationRunner> logger)
{
    /// <returns>Whether anything was done.</returns>
    public async Task<bool> RunAsync(string instanceId, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await store.Histories.TryLeaseAsync(instanceId, owner, now, now + DurableOptions.Lease, cancellationToken) is not { } head)
        {
            return false;
        }

        Head? committed = null;
        try
        {
            var messages = await store.Messages.ReadAsync(instanceId, now, cancellationToken);
            var history = await store.Histories.ReadAsync(head, cancellationToken);
            var inbox = Inbox.Sort(head, history, messages);
            if (inbox.HasRepeats)
            {
                await RecoverAsync(head, history, cancellationToken);
            }

            if (inbox.News.Count > 0)
            {
                committed = await TurnAsync(head, inbox, history, cancellationToken);
            }

            if (committed is not null || inbox.News.Count == 0)
            {
                await RefuseAsync(instanceId, inbox, cancellationToken);
                await store.Messages.DeleteAsync(instanceId, inbox.Taken, cancellationToken);
            }

            return inbox.Taken.Count > 0;
        }
        finally
        {
            // Not before the messages are deleted: another process would take them for those of a turn that was cut off. Without a
            // condition after a commit: were the lease lost by now, its new holder is fenced off and tries again.
            await store.Histories.ReleaseAsync(committed is null ? head : committed with { ETag = Azure.ETag.All }, CancellationToken.None);
        }
    }

    /// <returns>The new head, or null where the lease was lost: then another process has taken the turn.</returns>
    private async Task<Head?> TurnAsync(Head head, Inbox inbox, List<HistoryEvent> history, CancellationToken cancellationToken)
    {
        var run = inbox.Head;
        var isNewRun = run.Generation != head.Generation;
        HistoryEvent[] news = [new HistoryEvent(EventKind.TurnStarted) { Time = clock.Now }, .. inbox.News];
        IReadOnlyList<HistoryEvent> before = isNewRun ? [] : history;
        var turn = invoker.RunTurn(run.InstanceId, before, news);
        var started = Started(before.Concat(news));

        var next = run with { Count = run.Count + turn.Added.Count, HasEnded = turn.Status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended) };
        var effects = TurnEffects.Of(run.InstanceId, run.Generation, started, turn.Steps, clock.Now);
        effects.AddEnd(started, turn);
        if (turn.Status == OrchestrationRuntimeStatus.ContinuedAsNew)
        {
            // Before the commit: once the head is in the next run, that run must have its start.
            var begin = new TurnEffects();
            begin.AddNextRun(run.InstanceId, run.Generation + 1, started, turn);
            await store.Messages.PutAsync(begin.Messages, cancellationToken);
            next = run with { Generation = run.Generation + 1, Count = 0, HasEnded = false };
        }

        if (turn.TerminatesChildren)
        {
            effects.AddTerminationOfChildren(turn, clock);
        }

        if (!await store.Histories.TryCommitAsync(run, turn.Added, next, clock.Now + DurableOptions.Lease, cancellationToken))
        {
            return null;
        }

        await store.Activities.PutAsync(effects.Activities, cancellationToken);
        await CarryOutAsync(run, started, turn, effects, cancellationToken);
        if (isNewRun || next.Generation != run.Generation)
        {
            var over = isNewRun ? head : run with { Count = run.Count + turn.Added.Count };
            await store.Histories.DeleteRunAsync(run.InstanceId, over.Generation, over.Count, cancellationToken);
        }

        return next;
    }

    /// <summary>Does again what a turn asked for that was cut off after its commit. All of it can be done twice.</summary>
    private async Task RecoverAsync(Head head, List<HistoryEvent> history, CancellationToken cancellationToken)
    {
        Log.Recovering(logger, head.InstanceId);
        var started = Started(history);
        var turn = invoker.RunTurn(head.InstanceId, history, []);
        var sent = history.Where(static e => e.Kind == EventKind.EventSent);
        var effects = TurnEffects.Of(head.InstanceId, head.Generation, started, turn.Open.Concat(sent), clock.Now);
        if (head.HasEnded)
        {
            effects.AddEnd(started, turn);
        }

        if (turn.TerminatesChildren)
        {
            effects.AddTerminationOfChildren(turn, clock);
        }

        foreach (var activity in effects.Activities.Where(_ => !head.HasEnded))
        {
            await store.Activities.AddMissingAsync(activity, cancellationToken);
        }

        await CarryOutAsync(head, started, turn, effects, cancellationToken);
    }

    private async Task CarryOutAsync(Head run, HistoryEvent started, Turn turn, TurnEffects effects, CancellationToken cancellationToken)
    {
        await store.Messages.PutAsync(effects.Messages.Where(message => !turn.CancelledTimers.Any(timer => message.Id == Messages.TimerId(run.Generation, timer))), cancellationToken);
        await store.Messages.DeleteAsync(run.InstanceId, turn.CancelledTimers.Select(timer => Messages.TimerId(run.Generation, timer)), cancellationToken);
        await store.Instances.PutAsync(State(run.InstanceId, started, turn), cancellationToken);
        if (turn.Status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended or OrchestrationRuntimeStatus.ContinuedAsNew))
        {
            Log.Ended(logger, started.Name!, run.InstanceId, turn.Failure is { } failure ? $"{turn.Status}: {failure.Message}" : turn.Status.ToString());
        }

        signals.Changed(run.InstanceId);
        signals.WorkAdded();
    }

    private async Task RefuseAsync(string instanceId, Inbox inbox, CancellationToken cancellationToken)
    {
        var effects = new TurnEffects();
        foreach (var refused in inbox.Refused)
        {
            effects.AddRefusal(refused, instanceId);
        }

        await store.Messages.PutAsync(effects.Messages, cancellationToken);
    }

    private InstanceState State(string instanceId, HistoryEvent started, Turn turn)
    {
        var goesOn = turn.Status == OrchestrationRuntimeStatus.ContinuedAsNew;
        return new InstanceState(
            instanceId,
            started.Name!,
            goesOn ? OrchestrationRuntimeStatus.Running : turn.Status,
            started.CreatedAt ?? clock.Now,
            clock.Now)
        {
            Input = goesOn ? turn.Data : started.Data,
            Output = goesOn ? null : turn.Data,
            CustomStatus = turn.CustomStatus,
            Failure = turn.Failure,
            Tags = started.Tags,
        };
    }

    private static HistoryEvent Started(IEnumerable<HistoryEvent> events) => events.First(static e => e.Kind == EventKind.ExecutionStarted);
}
