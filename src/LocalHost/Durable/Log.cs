namespace LlmFunctions.LocalHost.Durable;

internal static partial class Log
{
    [LoggerMessage(7200, LogLevel.Error, "The durable storage could not be asked for work; trying again until it answers")]
    public static partial void PollFailed(ILogger logger, Exception exception);

    [LoggerMessage(7201, LogLevel.Error, "A turn of orchestration '{InstanceId}' could not be run; trying again")]
    public static partial void TurnFailed(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(7202, LogLevel.Error, "The result of activity '{Activity}' of orchestration '{InstanceId}' could not be stored; it will run again")]
    public static partial void ActivityLost(ILogger logger, Exception exception, string activity, string instanceId);

    [LoggerMessage(7203, LogLevel.Warning, "Activity '{Activity}' of orchestration '{InstanceId}' failed: {Reason}")]
    public static partial void ActivityFailed(ILogger logger, string activity, string instanceId, string reason);

    [LoggerMessage(7204, LogLevel.Information, "Orchestration '{Orchestrator}' '{InstanceId}' is {Status}")]
    public static partial void Ended(ILogger logger, string orchestrator, string instanceId, string status);

    [LoggerMessage(7205, LogLevel.Warning, "The lease of activity '{Activity}' of orchestration '{InstanceId}' was lost; it may run twice")]
    public static partial void LeaseLost(ILogger logger, string activity, string instanceId);

    [LoggerMessage(7206, LogLevel.Information, "Orchestration '{InstanceId}': what a cut off turn has left undone is done again")]
    public static partial void Recovering(ILogger logger, string instanceId);

    [LoggerMessage(7207, LogLevel.Debug, "Activity '{Activity}' of orchestration '{InstanceId}' was cancelled by the stop")]
    public static partial void ActivityCancelled(ILogger logger, string activity, string instanceId);

    [LoggerMessage(7208, LogLevel.Information, "The durable storage answers again")]
    public static partial void PollWorks(ILogger logger);

    [LoggerMessage(7209, LogLevel.Error, "The lease of activity '{Activity}' of orchestration '{InstanceId}' could not be renewed; trying again")]
    public static partial void RenewalFailed(ILogger logger, Exception exception, string activity, string instanceId);
}
