using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Functions;

/// <summary>The orchestrators and activities of an app, by their names.</summary>
internal sealed class DurableFunctions
{
    private readonly Dictionary<string, FunctionInvoker> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionInvoker> _activities = new(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _orchestrators.Count + _activities.Count == 0;

    public static DurableFunctions Create(IEnumerable<DiscoveredFunction> functions, List<string> problems)
    {
        var created = new DurableFunctions();
        foreach (var function in functions)
        {
            switch (function.Trigger)
            {
                case OrchestrationTriggerAttribute trigger when BindOrchestrator(function, problems) is { } orchestrator:
                    created._orchestrators.Add(trigger.Orchestration ?? function.Name, orchestrator);
                    break;
                case ActivityTriggerAttribute trigger when BindActivity(function, problems) is { } activity:
                    created._activities.Add(trigger.Activity ?? function.Name, activity);
                    break;
            }
        }

        return created;
    }

    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public FunctionInvoker Orchestrator(string name) => _orchestrators.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"The orchestrator function '{name}' does not exist. The app has: {string.Join(", ", _orchestrators.Keys)}.");

    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public FunctionInvoker Activity(string name) => _activities.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"The activity function '{name}' does not exist. The app has: {string.Join(", ", _activities.Keys)}.");

    private static FunctionInvoker? BindOrchestrator(DiscoveredFunction function, List<string> problems)
    {
        if (function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
        {
            problems.Add(function.Problem(
                $"[OrchestrationTrigger] must be on a TaskOrchestrationContext, not on a {function.TriggerParameter.ParameterType.Name}."));
            return null;
        }

        return FunctionBinder.Bind(
            function,
            "orchestrationTrigger",
            ReturnKind.Any,
            static parameter => parameter.ParameterType == typeof(TaskOrchestrationContext)
                ? static context => ((OrchestratorFunctionContext)context).Orchestration
                : context => ((OrchestratorFunctionContext)context).Orchestration.GetInput(parameter.ParameterType),
            "TaskOrchestrationContext, the input",
            problems);
    }

    private static FunctionInvoker? BindActivity(DiscoveredFunction function, List<string> problems) => FunctionBinder.Bind(
        function,
        "activityTrigger",
        ReturnKind.Any,
        // Not by reference: reflection may make another object of the same parameter.
        parameter => parameter.Position == function.TriggerParameter.Position
            ? context => ((ActivityFunctionContext)context).GetInput(parameter.ParameterType)
            : null,
        "the input",
        problems);
}
