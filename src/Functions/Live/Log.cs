using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Live;

/// <summary>Events 3600 to 3619.</summary>
internal static partial class Log
{
    [LoggerMessage(3600, LogLevel.Information, "Revision {Revision} of the configuration is served")]
    public static partial void Changed(ILogger logger, long revision);

    [LoggerMessage(3601, LogLevel.Error, "Revision {Revision} of the configuration is not valid; {Served} stays in use")]
    public static partial void Refused(ILogger logger, Exception exception, long revision, long served);

    [LoggerMessage(3602, LogLevel.Warning, "The configuration could not be read; the last one stays in use")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(3603, LogLevel.Warning, "A call did not wait any longer for the configuration; it has the last one that is known")]
    public static partial void Waited(ILogger logger);

    [LoggerMessage(3604, LogLevel.Warning, "{Timer} was left out: the configuration could not be read yet")]
    public static partial void LeftOut(ILogger logger, string timer);
}
