using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>
/// One turn of an orchestrator: its history is replayed, then what is new is handed to it. Pure: reads no clock, no storage.
/// </summary>
internal sealed class ReplayEngine
{
    private readonly Func<ReplayContext, Task<object?>> _orchestrator;
    private readonly DataConverter _converter;
    private readonly ReplayContext _context;
    private readonly Steps _steps = new();
    private readonly ExternalEvents _events;
    private readonly OrchestratorThread _thread = new();
    private readonly Queue<HistoryEvent> _held = new();
    private Task<object?>? _run;
    private bool _suspended;
    private HistoryEvent? _terminated;

    private ReplayEngine(
        string instanceId,
        HistoryEvent started,
        Func<ReplayContext, Task<object?>> orchestrator,
        DataConverter converter,
        ILoggerFactory loggers)
    {
        _orchestrator = orchestrator;
        _converter = converter;
        _events = new ExternalEvents(converter);
        _context = new ReplayContext(instanceId, started, _steps, _events, _thread, converter, loggers);
    }

    /// <param name="instanceId">The instance.</param>
    /// <param name="history">What has happened; empty in the first turn.</param>
    /// <param name="news">What is new: begins with the start of the turn, and in the first turn goes on with that of the execution.</param>
    /// <param name="orchestrator">The function.</param>
    /// <param name="converter">Inputs and outputs.</param>
    /// <param name="loggers">Where its logs go, once it is past its history.</param>
    public static Turn Run(
        string instanceId,
        IReadOnlyList<HistoryEvent> history,
        IReadOnlyList<HistoryEvent> news,
        Func<ReplayContext, Task<object?>> orchestrator,
        DataConverter converter,
        ILoggerFactory loggers)
    {
        var started = history.Concat(news).First(static e => e.Kind == EventKind.ExecutionStarted);
        return new ReplayEngine(instanceId, started, orchestrator, converter, loggers).Run(history, news);
    }

    private Turn Run(IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> news)
    {
        try
        {
            Take(history);
            _steps.VerifyAllRecorded();
            _steps.IsReplaying = false;
            Take(news);
        }
        catch (NonDeterministicOrchestrationException e)
        {
            return Ended(OrchestrationRuntimeStatus.Failed, news) with { Added = news, Failure = StoredFailure.Of(e) };
        }

        return Conclude(news);
    }

    private void Take(IReadOnlyList<HistoryEvent> events)
    {
        foreach (var e in events)
        {
            _thread.Run(() => Take(e));
        }
    }

    private void Take(HistoryEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.TurnStarted:
                _steps.Now = e.Time!.Value.UtcDateTime;
                break;
            case EventKind.TaskScheduled or EventKind.TimerCreated or EventKind.SubOrchestrationScheduled or EventKind.EventSent:
                _steps.Match(e);
                break;
            case EventKind.Suspended:
                _suspended = true;
                break;
            case EventKind.Terminated:
                _terminated ??= e;
                break;
            case EventKind.Resumed:
                _suspended = false;
                while (!_suspended && _held.TryDequeue(out var held))
                {
                    Deliver(held);
                }

                break;
            default:
                if (_suspended)
                {
                    _held.Enqueue(e);
                }
                else
                {
                    Deliver(e);
                }

                break;
        }
    }

    private void Deliver(HistoryEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.ExecutionStarted:
                _run ??= Start();
                break;
            case EventKind.EventRaised:
                _events.Raise(e.Name!, e.Data);
                break;
            default:
                _steps.End(e);
                break;
        }
    }

    private Task<object?> Start()
    {
        try
        {
            return _orchestrator(_context);
        }
        catch (Exception e)
        {
            return Task.FromException<object?>(e);
        }
    }

    private Turn Conclude(IReadOnlyList<HistoryEvent> news)
    {
        if (_terminated is { } terminated)
        {
            return Ended(OrchestrationRuntimeStatus.Terminated, news) with
            {
                Data = terminated.Data,
                Open = [.. _steps.Waiting],
                TerminatesChildren = terminated.Recursive,
            };
        }

        if (_run is not { IsCompleted: true } run)
        {
            return new Turn
            {
                Status = _suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running,
                Added = [.. news, .. _steps.New],
                Steps = [.. _steps.New],
                Open = [.. _steps.Waiting],
                CancelledTimers = _steps.CancelledTimers,
                CustomStatus = _context.SerializedCustomStatus,
            };
        }

        return Finish(run, news);
    }

    private Turn Finish(Task<object?> run, IReadOnlyList<HistoryEvent> news)
    {
        try
        {
            var returned = run.GetAwaiter().GetResult();
            return _context.Next is { } next
                ? Ended(OrchestrationRuntimeStatus.ContinuedAsNew, news) with
                {
                    Data = _converter.Serialize(next.NewInput),
                    Kept = next.PreserveUnprocessedEvents ? [.. _events.Kept, .. _held.Where(IsRaised).Select(static e => (e.Name!, e.Data))] : [],
                }
                : Ended(OrchestrationRuntimeStatus.Completed, news) with { Data = _converter.Serialize(returned) };
        }
        catch (Exception e)
        {
            return Ended(OrchestrationRuntimeStatus.Failed, news) with { Failure = StoredFailure.Of(e) };
        }
    }

    // Steps that nobody waits for are carried out all the same, as the official runtime does; timers excepted. All are recorded,
    // so that the history can be replayed to its end.
    private Turn Ended(OrchestrationRuntimeStatus status, IReadOnlyList<HistoryEvent> news)
    {
        HistoryEvent[] steps = status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.ContinuedAsNew
            ? [.. _steps.New.Where(static step => step.Kind != EventKind.TimerCreated)]
            : [];
        return new Turn
        {
            Status = status,
            Added = [.. news, .. _steps.New],
            Steps = steps,
            CancelledTimers = [.. _steps.Waiting.Where(static step => step.Kind == EventKind.TimerCreated).Select(static step => step.TaskId), .. _steps.CancelledTimers],
            CustomStatus = _context.SerializedCustomStatus,
        };
    }

    private static bool IsRaised(HistoryEvent e) => e.Kind == EventKind.EventRaised;
}
