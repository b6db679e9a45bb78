namespace Microsoft.Azure.Functions.Worker;

/// <summary>A binding as the host indexed it.</summary>
public abstract class BindingMetadata
{
    /// <summary>The name of the parameter, or <c>$return</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of binding, as in <c>httpTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Whether data comes in or goes out.</summary>
    public abstract BindingDirection Direction { get; }
}
