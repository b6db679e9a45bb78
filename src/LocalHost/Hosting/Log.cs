namespace LlmFunctions.LocalHost.Hosting;

internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Information, "Listening on {Address} with {HttpFunctions} HTTP functions and {Timers} timers")]
    public static partial void Listening(ILogger logger, Uri address, int httpFunctions, int timers);

    [LoggerMessage(7001, LogLevel.Information, "Stopping: {InFlight} invocations in flight, waiting up to {Seconds} s for them")]
    public static partial void Stopping(ILogger logger, int inFlight, double seconds);

    [LoggerMessage(7002, LogLevel.Information, "Stopped: every invocation had ended")]
    public static partial void Drained(ILogger logger);

    [LoggerMessage(7003, LogLevel.Warning, "Stopped: invocations that had not ended after {Seconds} s were cancelled")]
    public static partial void DrainTimedOut(ILogger logger, double seconds);
}
