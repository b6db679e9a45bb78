using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>Events 3100 to 3199, and 3500.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Error, "The stream of request {RequestId} failed by a defect of the gateway")]
    public static partial void StreamDefect(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3500, LogLevel.Error, "The export of request {RequestId} broke off")]
    public static partial void ExportBroken(ILogger logger, Exception exception, string requestId);
}
