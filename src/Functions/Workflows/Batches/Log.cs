using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Workflows.Batches;

/// <summary>Events 2300 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "Deleted {Batches} batches and {Files} files that had expired")]
    public static partial void Purged(ILogger logger, int batches, int files);
}
