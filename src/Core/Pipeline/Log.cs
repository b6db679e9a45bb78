using LlmFunctions.Errors;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Events 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "Request {RequestId}: {Provider}/{Model} failed ({Kind}: {Reason}); trying again after {Wait}")]
    public static partial void TryingAgain(ILogger logger, string requestId, string provider, string model, ErrorKind kind, string reason, TimeSpan wait);

    [LoggerMessage(1002, LogLevel.Warning, "The app {App} uses a model at its end: {Notice}")]
    public static partial void ModelAtItsEnd(ILogger logger, string app, string notice);

    [LoggerMessage(1003, LogLevel.Error, "Request {RequestId}: a defect")]
    public static partial void Defect(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1000, LogLevel.Critical, "A usage record could not be written and is only here: {Record}")]
    public static partial void UsageNotRecorded(ILogger logger, Exception exception, UsageRecord record);
}
