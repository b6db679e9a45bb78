namespace Microsoft.Azure.Functions.Worker;

/// <summary>The worker could not execute a function.</summary>
public class FunctionWorkerException : Exception
{
    /// <inheritdoc/>
    public FunctionWorkerException(string? message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public FunctionWorkerException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
