namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether data comes in or goes out.</summary>
public enum BindingDirection
{
    /// <summary>Into the function.</summary>
    In,

    /// <summary>Out of the function.</summary>
    Out,
}
