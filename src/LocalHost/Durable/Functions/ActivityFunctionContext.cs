using System.Collections.Immutable;
using LlmFunctions.LocalHost.Durable.Storage;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Functions;

/// <summary>One run of an activity; its token is cancelled when a stop has waited long enough.</summary>
internal sealed class ActivityFunctionContext(
    FunctionInvoker function,
    ActivityWork work,
    DataConverter converter,
    IServiceProvider services,
    CancellationToken cancellationToken) : LocalFunctionContext(function)
{
    public override CancellationToken CancellationToken => cancellationToken;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public object? GetInput(Type type) => converter.Deserialize(work.Step.Data, type);

    protected override TraceContext CreateTraceContext() => LocalTraceContext.OfActivity() ?? new LocalTraceContext(null, null);

    protected override BindingContext CreateBindingContext() =>
        new LocalBindingContext(ImmutableDictionary<string, object?>.Empty.Add("instanceId", work.InstanceId));
}
