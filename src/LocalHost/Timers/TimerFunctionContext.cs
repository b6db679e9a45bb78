using System.Collections.Immutable;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>An invocation by a timer; its token is cancelled when a stop has waited long enough.</summary>
internal sealed class TimerFunctionContext(
    FunctionInvoker function,
    TimerInfo timer,
    IServiceProvider services,
    CancellationToken cancellationToken) : LocalFunctionContext(function)
{
    public TimerInfo Timer => timer;

    public override CancellationToken CancellationToken => cancellationToken;

    public override IServiceProvider InstanceServices { get; set; } = services;

    protected override TraceContext CreateTraceContext() => LocalTraceContext.OfActivity() ?? new LocalTraceContext(null, null);

    protected override BindingContext CreateBindingContext() => new LocalBindingContext(ImmutableDictionary<string, object?>.Empty);
}
