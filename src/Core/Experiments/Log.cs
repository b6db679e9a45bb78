using Microsoft.Extensions.Logging;

namespace LlmFunctions.Experiments;

/// <summary>Events 3700 to 3709.</summary>
internal static partial class Log
{
    [LoggerMessage(3700, LogLevel.Information, "Deleted {Rows} rows of feedback, and of the calls that it can be given on, that were kept long enough")]
    public static partial void FeedbackPurged(ILogger logger, int rows);
}
