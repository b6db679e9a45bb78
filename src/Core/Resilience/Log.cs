using Microsoft.Extensions.Logging;

namespace LlmFunctions.Resilience;

/// <summary>Events 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Warning, "What other instances know of the providers could not be read, so the last view stays: {Reason}")]
    public static partial void NotRefreshed(ILogger logger, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "Other instances could not be told of {Provider}/{Account} {Model}: {Reason}")]
    public static partial void NotWritten(ILogger logger, string provider, string account, string model, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "Whether {Provider}/{Account} has another key by now is not known: {Reason}")]
    public static partial void SecretUnknown(ILogger logger, string provider, string account, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "The probe of {Provider}/{Account} ended as {Result}: {Reason}")]
    public static partial void ProbeFailed(ILogger logger, string provider, string account, ProbeResult result, string? reason);

    [LoggerMessage(1104, LogLevel.Information, "{Count} points of the history of health were deleted")]
    public static partial void Purged(ILogger logger, int count);
}
