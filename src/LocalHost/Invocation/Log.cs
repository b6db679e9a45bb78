namespace LlmFunctions.LocalHost.Invocation;

internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Error, "Function '{Function}' failed (invocation {InvocationId})")]
    public static partial void Failed(ILogger logger, Exception exception, string function, string invocationId);

    [LoggerMessage(7101, LogLevel.Debug, "Function '{Function}' ended early: the caller has gone (invocation {InvocationId})")]
    public static partial void CallerGone(ILogger logger, Exception exception, string function, string invocationId);

    [LoggerMessage(7102, LogLevel.Debug, "Function '{Function}' ran by its timer (invocation {InvocationId})")]
    public static partial void TimerRan(ILogger logger, string function, string invocationId);

    [LoggerMessage(7103, LogLevel.Warning, "Function '{Function}' was cancelled by the stop (invocation {InvocationId})")]
    public static partial void CancelledByStop(ILogger logger, string function, string invocationId);

    [LoggerMessage(7104, LogLevel.Debug, "Function '{Function}' runs next at {Next:O}")]
    public static partial void NextRun(ILogger logger, string function, DateTimeOffset next);
}
