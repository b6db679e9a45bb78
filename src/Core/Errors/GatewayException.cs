namespace LlmFunctions.Errors;

/// <summary>The one exception that carries a <see cref="GatewayError"/> to the edge, where it becomes the dialect's envelope.</summary>
public class GatewayException(GatewayError error, Exception? innerException = null)
    : Exception(error.Message, innerException)
{
    public GatewayException(ErrorKind kind, string message, string? param = null, Exception? innerException = null)
        : this(new GatewayError { Kind = kind, Message = message, Param = param }, innerException)
    {
    }

    public GatewayError Error => error;
}
