using Microsoft.Extensions.Logging;

namespace LlmFunctions.Jobs.Webhooks;

/// <summary>Events 1800 to 1899.</summary>
internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "The webhook of {Job} failed for the {Attempts}th time ({Problem}, status {Status}); given up: {GivenUp}")]
    public static partial void WebhookFailed(ILogger logger, string job, int attempts, string problem, int? status, bool givenUp);
}
