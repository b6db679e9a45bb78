using System.Reflection;
using System.Text.Json;
using LlmFunctions.Functions.Workflows;
using LlmFunctions.LocalHost.Durable;
using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Replay;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmFunctions.Functions.Tests.Workflows;

/// <summary>The history of an orchestration as LocalHost had stored it: a file with an event a line.</summary>
internal sealed record RecordedHistory(IReadOnlyList<HistoryEvent> Events)
{
    private static readonly DataConverter Converter = new FunctionDataConverter(
        new ServiceCollection().AddWorkflowJson().BuildServiceProvider().GetRequiredService<IOptions<JsonSerializerOptions>>());

    /// <summary>The orchestrators of the app, by their names.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> Orchestrators { get; } = (
        from type in typeof(GatewayApplication).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.GetParameters().Any(static parameter => parameter.IsDefined(typeof(OrchestrationTriggerAttribute)))
        select method).ToDictionary(static method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    public string Orchestrator => Events.First(static e => e.Kind == EventKind.ExecutionStarted).Name!;

    /// <summary>The events of each turn.</summary>
    public IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns
    {
        get
        {
            List<List<HistoryEvent>> turns = [];
            foreach (HistoryEvent e in Events)
            {
                if (e.Kind == EventKind.TurnStarted)
                {
                    turns.Add([]);
                }

                turns[^1].Add(e);
            }

            return turns;
        }
    }

    public static RecordedHistory Read(string file) =>
        new([.. File.ReadLines(file).Select(static line => JsonSerializer.Deserialize(line, HistoryJson.Stored.HistoryEvent)!)]);

    public void Write(string file) => File.WriteAllLines(file, Events.Select(LineOf));

    public static string LineOf(HistoryEvent e) => JsonSerializer.Serialize(e, HistoryJson.Stored.HistoryEvent);

    /// <summary>The same to compare: the id of a sub-orchestration is made of its parent's, which is another one here.</summary>
    public static string StepOf(HistoryEvent e) => LineOf(e.Kind == EventKind.SubOrchestrationScheduled ? e with { InstanceId = null } : e);

    /// <summary>Whether the orchestrator asks for it, instead of being told.</summary>
    public static bool IsStep(HistoryEvent e) => e.Kind is EventKind.TaskScheduled or EventKind.TimerCreated or EventKind.SubOrchestrationScheduled or EventKind.EventSent;

    public Turn Replay(IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> news) =>
        ReplayEngine.Run("instance", history, news, RunAsync, Converter, LoggerFactory.Create(static _ => { }));

    private async Task<object?> RunAsync(TaskOrchestrationContext context)
    {
        await (Task)Orchestrators[Orchestrator].Invoke(null, [context])!;
        return null;
    }
}
