using Microsoft.Extensions.Logging;

namespace LlmFunctions.Batches;

/// <summary>Events 1900 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Information, "The input of the batch {Batch} of {App} makes no sense: {Count} errors")]
    public static partial void Invalid(ILogger logger, string batch, string app, int count);

    [LoggerMessage(1901, LogLevel.Information, "The batch {Batch} of {App} is {Status}: {Completed} requests answered, {Failed} failed, of {Total}")]
    public static partial void Ended(ILogger logger, string batch, string app, BatchStatus status, int completed, int failed, int total);

    [LoggerMessage(1902, LogLevel.Information, "The batch {Batch} waits {Wait} for {Kind}: {Lines} requests of a chunk are left")]
    public static partial void PutOff(ILogger logger, string batch, TimeSpan wait, Errors.ErrorKind kind, int lines);

    [LoggerMessage(1903, LogLevel.Error, "The batch {Batch} of {App} could not be worked on to its end")]
    public static partial void Broken(ILogger logger, string batch, string app);
}
