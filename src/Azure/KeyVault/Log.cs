using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.KeyVault;

/// <summary>Events 2000 to 2099, and 2700.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "Key Vault has no secret named {Name}")]
    public static partial void SecretMissing(ILogger logger, string name);

    [LoggerMessage(2001, LogLevel.Warning, "The secret {Name} could not be renewed; the old value stays in use")]
    public static partial void SecretNotRenewed(ILogger logger, Exception exception, string name);

    [LoggerMessage(2700, LogLevel.Error, "The secret {Name} could not be written to Key Vault")]
    public static partial void SecretNotWritten(ILogger logger, Exception exception, string name);
}
