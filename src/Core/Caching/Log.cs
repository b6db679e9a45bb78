using Microsoft.Extensions.Logging;

namespace LlmFunctions.Caching;

/// <summary>Events 1746 to 1747.</summary>
internal static partial class Log
{
    [LoggerMessage(1746, LogLevel.Warning, "The storage of cached answers did not answer; the call goes on without it")]
    public static partial void CacheUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(1747, LogLevel.Warning, "Request {RequestId}: the cached answer of {Provider}/{Model} cannot be read any more")]
    public static partial void CachedAnswerUnreadable(ILogger logger, Exception exception, string requestId, string provider, string model);
}
