using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>Events 3100 to 3199.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Error, "The stream of request {RequestId} failed by a defect of the gateway")]
    public static partial void StreamDefect(ILogger logger, Exception exception, string requestId);
}
