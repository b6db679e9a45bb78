using Microsoft.Extensions.Logging;

namespace LlmFunctions.Security;

/// <summary>Events 1743 to 1745.</summary>
internal static partial class Log
{
    [LoggerMessage(1743, LogLevel.Error, "The keys that the issuer of tokens signs with could not be fetched")]
    public static partial void NoSigningKeys(ILogger logger, Exception exception);

    [LoggerMessage(1744, LogLevel.Information, "Fetching the keys that the issuer of tokens signs with")]
    public static partial void FetchingSigningKeys(ILogger logger);
}
