namespace Microsoft.Azure.Functions.Worker;

/// <summary>The data that a trigger brought.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
