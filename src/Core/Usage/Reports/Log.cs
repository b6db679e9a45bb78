using Microsoft.Extensions.Logging;

namespace LlmFunctions.Usage.Reports;

/// <summary>Events 1720 to 1729.</summary>
internal static partial class Log
{
    [LoggerMessage(1720, LogLevel.Information, "Usage is rolled up through {Through}: {Hours} hours more")]
    public static partial void RolledUp(ILogger logger, int hours, DateTimeOffset through);

    [LoggerMessage(1721, LogLevel.Information, "Deleted {Records} usage records, {Hours} hours and {Days} days of roll-ups that were kept long enough")]
    public static partial void UsagePurged(ILogger logger, int records, int hours, int days);
}
