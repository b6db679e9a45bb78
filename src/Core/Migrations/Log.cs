using Microsoft.Extensions.Logging;

namespace LlmFunctions.Migrations;

/// <summary>Events 1760 to 1769.</summary>
internal static partial class Log
{
    [LoggerMessage(1760, LogLevel.Information, "What is stored has version {Version} of the schema now")]
    public static partial void Migrated(ILogger logger, int version);

    [LoggerMessage(1761, LogLevel.Error, "What is stored has version {Version} of the schema, and this app knows {Known}: deploy the app that wrote it, or a newer one")]
    public static partial void Newer(ILogger logger, int version, int known);
}
