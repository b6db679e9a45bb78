using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>What an orchestrator sees of a turn: every call becomes a numbered step.</summary>
internal sealed class ReplayContext(
    string instanceId,
    HistoryEvent started,
    Steps steps,
    ExternalEvents events,
    OrchestratorThread thread,
    DataConverter converter,
    ILoggerFactory loggers) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => started.Name!;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent { get; } =
        started.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => steps.Now;

    public override bool IsReplaying => steps.IsReplaying;

    public string? SerializedCustomStatus { get; private set; }

    /// <summary>The input of the next run, once the orchestrator has asked for one.</summary>
    public ContinueAsNewOptions? Next { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggers;

    /// <summary>The input as a type that is known at run time only.</summary>
    public object? GetInput(Type type) => converter.Deserialize(started.Data, type);

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(started.Data);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        Retries.RunAsync(this, options?.Retry, () => Schedule<TResult>(new HistoryEvent(EventKind.TaskScheduled) { Name = name, Data = converter.Serialize(input) }).Task);

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        // One id for all attempts, as with the official worker.
        var child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return Retries.RunAsync(this, options?.Retry, () => Schedule<TResult>(new HistoryEvent(EventKind.SubOrchestrationScheduled)
        {
            Name = orchestratorName,
            Data = converter.Serialize(input),
            InstanceId = child,
        }).Task);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var step = Schedule<object>(new HistoryEvent(EventKind.TimerCreated) { Time = new DateTimeOffset(fireAt.ToUniversalTime()) });
        cancellationToken.Register(() =>
        {
            if (step.TryCancel(cancellationToken))
            {
                steps.Cancelled(step.Scheduled.TaskId);
            }
        });
        return step.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        thread.Verify();
        return events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        thread.Verify();
        steps.Add(new HistoryEvent(EventKind.EventSent) { Name = eventName, Data = converter.Serialize(payload), InstanceId = instanceId });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        thread.Verify();
        SerializedCustomStatus = converter.Serialize(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        thread.Verify();
        Next = options;
    }

    public override Guid NewGuid()
    {
        thread.Verify();
        return ReplayGuid.Create(instanceId, CurrentUtcDateTime, _guids++);
    }

    private OpenStep<T> Schedule<T>(HistoryEvent scheduled)
    {
        thread.Verify();
        return steps.Open<T>(scheduled, converter);
    }
}
