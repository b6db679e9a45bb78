using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows;

/// <summary>Events 2200 to 2299.</summary>
internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Warning, "The workflow of {Job} could not be started; the next sweep starts it")]
    public static partial void NotStarted(ILogger logger, Exception exception, string job);

    [LoggerMessage(2201, LogLevel.Warning, "The workflow of {Job} was missing and has been started")]
    public static partial void StartedLate(ILogger logger, string job);

    [LoggerMessage(2202, LogLevel.Error, "The workflow of {Job} is {Status}, but the job had not ended; it has failed now")]
    public static partial void BrokenDown(ILogger logger, string job, OrchestrationRuntimeStatus status);

    [LoggerMessage(2203, LogLevel.Information, "Deleted {Jobs} jobs that had expired, and {Instances} finished workflows")]
    public static partial void Purged(ILogger logger, int jobs, int instances);

    [LoggerMessage(2204, LogLevel.Information, "The workflow of the cancelled {Job} could not be stopped and ends by itself")]
    public static partial void NotStopped(ILogger logger, Exception exception, string job);

    [LoggerMessage(2205, LogLevel.Error, "{Work} could not be looked after; the next sweep tries again")]
    public static partial void NotSwept(ILogger logger, Exception exception, string work);
}
