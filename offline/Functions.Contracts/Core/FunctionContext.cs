namespace Microsoft.Azure.Functions.Worker;

/// <summary>What one function execution knows about itself.</summary>
public abstract class FunctionContext
{
    /// <summary>The id of this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The id of the function, the same in every invocation.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that this invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>The data that the trigger brought.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>How often this invocation was tried before.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that is executed.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Data shared within this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the host gives the invocation up.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
