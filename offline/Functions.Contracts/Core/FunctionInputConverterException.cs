namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function could not be bound.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    /// <inheritdoc/>
    public FunctionInputConverterException(string? message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public FunctionInputConverterException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
