using LlmFunctions.LocalHost.Invocation;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>A function with its schedule.</summary>
internal sealed record TimerFunction(FunctionInvoker Invoker, Schedule Schedule, bool RunOnStartup, bool UseMonitor)
{
    public string Name => Invoker.Definition.Name;
}
