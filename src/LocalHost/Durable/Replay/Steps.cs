using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>The numbered steps of an orchestrator: which are new, which are open, and whether they are those of the history.</summary>
internal sealed class Steps
{
    private readonly SortedDictionary<int, HistoryEvent> _unrecorded = [];
    private readonly SortedDictionary<int, OpenStep> _open = [];
    private readonly List<int> _cancelledTimers = [];
    private int _next;

    public DateTime Now { get; set; }

    public bool IsReplaying { get; set; } = true;

    /// <summary>What the orchestrator has asked for that no history holds yet.</summary>
    public IReadOnlyCollection<HistoryEvent> New => _unrecorded.Values;

    /// <summary>What it waits for.</summary>
    public IEnumerable<HistoryEvent> Waiting => _open.Values.Select(static step => step.Scheduled);

    public IReadOnlyList<int> CancelledTimers => _cancelledTimers;

    public HistoryEvent Add(HistoryEvent step)
    {
        var numbered = step with { TaskId = _next++ };
        _unrecorded.Add(numbered.TaskId, numbered);
        return numbered;
    }

    public OpenStep<T> Open<T>(HistoryEvent step, DataConverter converter)
    {
        var open = new OpenStep<T>(Add(step), converter);
        _open.Add(open.Scheduled.TaskId, open);
        return open;
    }

    /// <summary>Takes a step of the history for the one that the orchestrator has just asked for.</summary>
    public void Match(HistoryEvent recorded)
    {
        if (!_unrecorded.Remove(recorded.TaskId, out var asked))
        {
            throw new NonDeterministicOrchestrationException(
                $"The history has {Describe(recorded)} as step {recorded.TaskId}, which the orchestrator did not ask for in the replay. {Advice}");
        }

        if (asked.Kind != recorded.Kind || !string.Equals(asked.Name, recorded.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new NonDeterministicOrchestrationException(
                $"The history has {Describe(recorded)} as step {recorded.TaskId}, but in the replay the orchestrator asked for {Describe(asked)}. {Advice}");
        }
    }

    /// <summary>At the end of the history: whatever the orchestrator asked for before must be there.</summary>
    public void VerifyAllRecorded()
    {
        foreach (var extra in _unrecorded.Values.Take(1))
        {
            throw new NonDeterministicOrchestrationException(
                $"In the replay the orchestrator asked for {Describe(extra)} as step {extra.TaskId}, which its history does not have. {Advice}");
        }
    }

    /// <summary>Ends a step; one that is not open is ignored, because results can come twice.</summary>
    public void End(HistoryEvent ended)
    {
        if (!_open.Remove(ended.TaskId, out var step))
        {
            return;
        }

        if (ended.Failure is { } failure)
        {
            step.Fail(failure);
        }
        else
        {
            step.Complete(ended.Data);
        }
    }

    public void Cancelled(int taskId)
    {
        _open.Remove(taskId);
        if (!IsReplaying)
        {
            _cancelledTimers.Add(taskId);
        }
    }

    private const string Advice = "An orchestrator must do the same in every replay; was its code changed while an instance ran?";

    private static string Describe(HistoryEvent step) => step.Kind switch
    {
        EventKind.TaskScheduled => $"a call of the activity '{step.Name}'",
        EventKind.SubOrchestrationScheduled => $"a call of the orchestrator '{step.Name}'",
        EventKind.TimerCreated => "a timer",
        _ => $"the event '{step.Name}' to another instance",
    };
}
