using System.Collections.Immutable;
using LlmFunctions.LocalHost.Durable.Replay;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Durable.Functions;

/// <summary>One turn of an orchestrator.</summary>
internal sealed class OrchestratorFunctionContext(FunctionInvoker function, ReplayContext orchestration, IServiceProvider services)
    : LocalFunctionContext(function)
{
    public ReplayContext Orchestration => orchestration;

    public override IServiceProvider InstanceServices { get; set; } = services;

    protected override TraceContext CreateTraceContext() => new LocalTraceContext(null, null);

    protected override BindingContext CreateBindingContext() =>
        new LocalBindingContext(ImmutableDictionary<string, object?>.Empty.Add("instanceId", orchestration.InstanceId));
}
