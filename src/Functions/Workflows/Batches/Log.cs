using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Events 2300 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "Deleted {Batches} batches and {Files} files that had expired")]
    public static partial void Purged(ILogger logger, int batches, int files);

    [LoggerMessage(2301, LogLevel.Warning, "The workflow of the batch {Batch} could not be started; the next sweep does it")]
    public static partial void NotStarted(ILogger logger, Exception exception, string batch);

    [LoggerMessage(2302, LogLevel.Information, "The workflow of the batch {Batch} was started by a sweep")]
    public static partial void StartedLate(ILogger logger, string batch);

    [LoggerMessage(2303, LogLevel.Error, "The workflow of the batch {Batch} is {Status} and the batch is not done")]
    public static partial void BrokenDown(ILogger logger, string batch, OrchestrationRuntimeStatus status);
}
