namespace LlmFunctions.LocalHost.Durable.History;

/// <summary>What happened to an orchestration. The names are stored: do not rename.</summary>
internal enum EventKind
{
    TurnStarted,
    ExecutionStarted,
    TaskScheduled,
    TaskCompleted,
    TaskFailed,
    TimerCreated,
    TimerFired,
    SubOrchestrationScheduled,
    SubOrchestrationCompleted,
    SubOrchestrationFailed,
    EventRaised,
    EventSent,
    Suspended,
    Resumed,
    Terminated,
}
