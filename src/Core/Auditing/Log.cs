using Microsoft.Extensions.Logging;

namespace LlmFunctions.Auditing;

/// <summary>Events 1740 to 1742.</summary>
internal static partial class Log
{
    [LoggerMessage(1740, LogLevel.Error, "That a change failed could not be audited and is only here: {Entry}")]
    public static partial void FailureNotAudited(ILogger logger, Exception exception, AuditEntry entry);
}
