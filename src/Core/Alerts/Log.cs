using Microsoft.Extensions.Logging;

namespace LlmFunctions.Alerts;

/// <summary>Events 2500 to 2599.</summary>
internal static partial class Log
{
    [LoggerMessage(2500, LogLevel.Warning, "Alert {Rule} opened for {Subject}: {Message}")]
    public static partial void Opened(ILogger logger, string rule, string subject, string message);

    [LoggerMessage(2501, LogLevel.Information, "Alert {Rule} closed for {Subject}")]
    public static partial void Closed(ILogger logger, string rule, string subject);

    [LoggerMessage(2502, LogLevel.Warning, "The webhook of the alert {Rule} for {Subject} was not told: {Problem}. Given up: {IsGivenUp}")]
    public static partial void NotTold(ILogger logger, string rule, string subject, string problem, bool isGivenUp);

    [LoggerMessage(2503, LogLevel.Warning, "It could not be found out how the alert {Rule} stands")]
    public static partial void NotLooked(ILogger logger, Exception exception, string rule);
}
