using LlmFunctions.Errors;

namespace LlmFunctions.ParallelInference;

/// <summary>Why a model gave no answer, with the type and the code that the same failure has at the chat endpoint.</summary>
public sealed record ParallelError(string Message, string Type, string Code)
{
    public static ParallelError TimedOut { get; } = Of(new GatewayError { Kind = ErrorKind.UpstreamTimeout, Message = "The model did not answer within 'timeout_ms'." });

    public static ParallelError NotNeeded { get; } = new("Enough other models had answered, so this one was not waited for.", "cancelled", "quorum_reached");

    public static ParallelError Of(GatewayError error)
    {
        (_, string type, string code) = ErrorKinds.Describe(error.Kind);
        return new ParallelError(error.Message, type, error.Code ?? code);
    }
}
