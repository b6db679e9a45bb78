using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>Events 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "{Method} {Path} failed by a defect of the gateway")]
    public static partial void Defect(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(3001, LogLevel.Error, "The storage did not answer")]
    public static partial void StorageUnavailable(ILogger logger, Exception exception);
}
