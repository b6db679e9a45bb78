using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Durable.Storage;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>What a turn asks of the world. Every part can be done twice: the ids say what is the same.</summary>
internal sealed class TurnEffects
{
    public List<Message> Messages { get; } = [];

    public List<ActivityWork> Activities { get; } = [];

    public static TurnEffects Of(string instanceId, int generation, HistoryEvent started, IEnumerable<HistoryEvent> steps, DateTimeOffset now)
    {
        var effects = new TurnEffects();
        foreach (var step in steps)
        {
            effects.Add(instanceId, generation, started.Name!, step, now);
        }

        return effects;
    }

    /// <summary>Tells the parent how a sub-orchestration has ended.</summary>
    public void AddEnd(HistoryEvent started, Turn turn)
    {
        if (started.Parent is not { } parent || turn.Status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended or OrchestrationRuntimeStatus.ContinuedAsNew)
        {
            return;
        }

        var failure = turn.Status == OrchestrationRuntimeStatus.Terminated
            ? new StoredFailure("Terminated", $"The sub-orchestration was terminated: {turn.Data}", null, null)
            : turn.Failure;
        Messages.Add(Durable.Messages.End(parent.InstanceId, parent.Generation, failure is null
            ? new HistoryEvent(EventKind.SubOrchestrationCompleted) { TaskId = parent.TaskId, Data = turn.Data }
            : new HistoryEvent(EventKind.SubOrchestrationFailed) { TaskId = parent.TaskId, Failure = failure }));
    }

    public void AddRefusal(HistoryEvent refused, string instanceId)
    {
        var failure = new StoredFailure("AlreadyExists", $"An orchestration with the id '{instanceId}' runs already.", null, null);
        var parent = refused.Parent!;
        Messages.Add(Durable.Messages.End(parent.InstanceId, parent.Generation, new HistoryEvent(EventKind.SubOrchestrationFailed) { TaskId = parent.TaskId, Failure = failure }));
    }

    /// <summary>What the next run begins with.</summary>
    public void AddNextRun(string instanceId, int generation, HistoryEvent started, Turn turn)
    {
        Messages.Add(Durable.Messages.ForNextRun(instanceId, generation, 0, started with { Data = turn.Data }));
        Messages.AddRange(turn.Kept.Select((kept, i) => Durable.Messages.ForNextRun(
            instanceId, generation, i + 1, new HistoryEvent(EventKind.EventRaised) { Name = kept.Name, Data = kept.Data })));
    }

    public void AddTerminationOfChildren(Turn turn, DurableClock clock) => Messages.AddRange(turn.Open
        .Where(static step => step.Kind == EventKind.SubOrchestrationScheduled)
        .Select(step => Durable.Messages.FromOutside(
            step.InstanceId!, clock.NextTicks(), new HistoryEvent(EventKind.Terminated) { Data = turn.Data, Recursive = true })));

    private void Add(string instanceId, int generation, string name, HistoryEvent step, DateTimeOffset now)
    {
        switch (step.Kind)
        {
            case EventKind.TaskScheduled:
                Activities.Add(new ActivityWork(instanceId, generation, step));
                break;
            case EventKind.TimerCreated:
                Messages.Add(Durable.Messages.Timer(instanceId, generation, step));
                break;
            case EventKind.EventSent:
                Messages.Add(Durable.Messages.FromStep(instanceId, generation, step));
                break;
            default:
                var child = new HistoryEvent(EventKind.ExecutionStarted)
                {
                    Name = step.Name,
                    Data = step.Data,
                    CreatedAt = now,
                    Key = $"{instanceId}-{generation:D8}-{step.TaskId:D8}",
                    Parent = new ParentLink(instanceId, name, generation, step.TaskId),
                };
                Messages.Add(new Message(step.InstanceId!, $"0-{child.Key}", child));
                break;
        }
    }
}
