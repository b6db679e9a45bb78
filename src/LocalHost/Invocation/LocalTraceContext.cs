using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>The trace that an invocation belongs to; empty where there is none.</summary>
internal sealed class LocalTraceContext(string? traceParent, string? traceState) : TraceContext
{
    public override string TraceParent => traceParent ?? "";

    public override string TraceState => traceState ?? "";

    /// <summary>The trace of the running activity, or null where none runs.</summary>
    public static LocalTraceContext? OfActivity() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? new LocalTraceContext(activity.Id, activity.TraceStateString)
        : null;
}
