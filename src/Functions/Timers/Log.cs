using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Timers;

/// <summary>Events 3200 to 3299, and 3501.</summary>
internal static partial class Log
{
    [LoggerMessage(3200, LogLevel.Information, "Deleted {Count} responses that had expired")]
    public static partial void ResponsesPurged(ILogger logger, int count);

    [LoggerMessage(3501, LogLevel.Information, "Deleted {Count} cached answers that had expired")]
    public static partial void AnswersPurged(ILogger logger, int count);
}
