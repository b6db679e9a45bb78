using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Management;

/// <summary>Events 3620 to 3639.</summary>
internal static partial class Log
{
    [LoggerMessage(3620, LogLevel.Error, "A backup broke off")]
    public static partial void BackupBroken(ILogger logger, Exception exception);
}
