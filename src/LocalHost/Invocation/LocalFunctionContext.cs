using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>One invocation. What few functions look at is made when it is looked at.</summary>
internal abstract class LocalFunctionContext(FunctionInvoker function) : FunctionContext
{
    private string? _invocationId;
    private IDictionary<object, object>? _items;
    private InvocationFeatures? _features;
    private TraceContext? _traceContext;
    private BindingContext? _bindingContext;

    public FunctionInvoker Function => function;

    /// <summary>What the function returned; looked at when all middleware has ended.</summary>
    public object? Returned { get; set; }

    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override TraceContext TraceContext => _traceContext ??= CreateTraceContext();

    public override BindingContext BindingContext => _bindingContext ??= CreateBindingContext();

    public override RetryContext RetryContext => NoRetries.Instance;

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IInvocationFeatures Features => _features ??= new InvocationFeatures();

    protected abstract TraceContext CreateTraceContext();

    protected abstract BindingContext CreateBindingContext();
}
