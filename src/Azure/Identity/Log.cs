using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.Identity;

/// <summary>Events 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Error, "No token for {Scope} could be had from Entra")]
    public static partial void TokenNotFetched(ILogger logger, Exception exception, string scope);
}
