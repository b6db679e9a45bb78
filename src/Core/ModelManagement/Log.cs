using Microsoft.Extensions.Logging;

namespace LlmFunctions.ModelManagement;

/// <summary>Events 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning, "The provider {Provider} lacks the required model {Model}")]
    public static partial void Missing(ILogger logger, string provider, string model);

    [LoggerMessage(1501, LogLevel.Information, "The provider {Provider} begins to fetch the required model {Model}")]
    public static partial void Pulling(ILogger logger, string provider, string model);

    [LoggerMessage(1502, LogLevel.Information, "The provider {Provider} has fetched the required model {Model}")]
    public static partial void Pulled(ILogger logger, string provider, string model);

    [LoggerMessage(1503, LogLevel.Warning, "The provider {Provider} could not fetch the required model {Model} ({Reason}); the next check tries again")]
    public static partial void PullFailed(ILogger logger, string provider, string model, string reason);

    [LoggerMessage(1504, LogLevel.Warning, "The provider {Provider} could not be asked for its models: {Reason}")]
    public static partial void NotListed(ILogger logger, string provider, string reason);

    [LoggerMessage(1505, LogLevel.Information, "Fetching the required model {Model} of {Provider} is interrupted; the next check goes on")]
    public static partial void Interrupted(ILogger logger, string provider, string model);
}
