using System.Text.Json;
using LlmFunctions.LocalHost.Durable;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

/// <summary>An orchestration without storage: turns of the engine, one after the other.</summary>
internal sealed class Instance(Func<TaskOrchestrationContext, Task<object?>> orchestrator, ILoggerFactory? loggers = null)
{
    private static readonly DataConverter Converter = new FunctionDataConverter(Options.Create(new JsonSerializerOptions()));

    public List<HistoryEvent> History { get; } = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public Func<TaskOrchestrationContext, Task<object?>> Orchestrator { get; set; } = orchestrator;

    public static HistoryEvent Event(string name, object? payload) =>
        new(EventKind.EventRaised) { Name = name, Data = Converter.Serialize(payload) };

    public static HistoryEvent Completed(int step, object? result) =>
        new(EventKind.TaskCompleted) { TaskId = step, Data = Converter.Serialize(result) };

    public static HistoryEvent Failed(int step, string message = "broken") =>
        new(EventKind.TaskFailed) { TaskId = step, Failure = new StoredFailure("System.InvalidOperationException", message, null, null) };

    public static HistoryEvent Fired(int step) => new(EventKind.TimerFired) { TaskId = step };

    public Turn Start(object? input = null, params HistoryEvent[] more) =>
        Next([new HistoryEvent(EventKind.ExecutionStarted) { Name = "Orchestrator", Data = Converter.Serialize(input) }, .. more]);

    public Turn Next(params HistoryEvent[] news)
    {
        var turn = ReplayEngine.Run(
            "instance", History, [new HistoryEvent(EventKind.TurnStarted) { Time = Now }, .. news], Orchestrator, Converter, loggers ?? LoggerFactory.Create(static _ => { }));
        History.AddRange(turn.Added);
        return turn;
    }

    public void Advance(TimeSpan by) => Now += by;
}
