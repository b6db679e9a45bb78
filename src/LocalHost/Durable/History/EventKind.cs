using System.Text.Json.Serialization;

namespace LlmFunctions.LocalHost.Durable.History;

/// <summary>What happened to an orchestration. The names are stored: do not rename.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventKind>))]
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
