using Microsoft.Extensions.Logging;

namespace LlmFunctions.Quotas;

/// <summary>Events 1700 to 1799.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Warning, "The soft limit {Limit} of {Subject} is reached: {Used} of {Most}")]
    public static partial void SoftLimitReached(ILogger logger, string limit, string subject, decimal most, decimal used);

    [LoggerMessage(1701, LogLevel.Warning, "What {Subject} used could not be told to the counter of the limit {Limit}, and will be told again: {Reason}")]
    public static partial void NotReported(ILogger logger, string limit, string subject, string reason);

    [LoggerMessage(1702, LogLevel.Warning, "{Count} shares of limits were not given back before the app ended; they count as spent")]
    public static partial void NotGivenBack(ILogger logger, int count);

    [LoggerMessage(1704, LogLevel.Warning, "The counters of limits could not be told that this instance lives or ends: {Reason}")]
    public static partial void NotHeard(ILogger logger, string reason);

    [LoggerMessage(1703, LogLevel.Warning, "An instance died with a share of the limit {Limit} of {Subject}: of {Granted} that {Share} held, {Recorded} were used; up to {UnderWay} that were under way stay taken")]
    public static partial void Reconciled(ILogger logger, string limit, string subject, string share, decimal granted, decimal recorded, decimal underWay);
}
