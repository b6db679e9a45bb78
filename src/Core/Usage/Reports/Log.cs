using Microsoft.Extensions.Logging;

namespace LlmFunctions.Usage.Reports;

/// <summary>Events 1720 to 1729.</summary>
internal static partial class Log
{
    [LoggerMessage(1720, LogLevel.Information, "Usage is rolled up through {Through}: {Hours} hours more")]
    public static partial void RolledUp(ILogger logger, int hours, DateTimeOffset through);

    [LoggerMessage(1721, LogLevel.Information, "Deleted what was kept long enough: the usage records of {DaysOfRecords} days, {Hours} sums of hours, {Days} of days and {Weeks} of weeks")]
    public static partial void UsagePurged(ILogger logger, int daysOfRecords, int hours, int days, int weeks);
}
