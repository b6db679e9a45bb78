using Microsoft.Extensions.Logging;

namespace LlmFunctions.Diagnostics;

/// <summary>Events 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Information, "Request {RequestId} of {App}: {Operation} {Model} by {Provider}: {Outcome} in {DurationMs:0} ms, {Attempts} attempts, {PromptTokens} + {CompletionTokens} tokens")]
    public static partial void CallEnded(
        ILogger logger, string requestId, string app, string operation, string? model, string? provider, string outcome, double durationMs, int attempts, long promptTokens, long completionTokens);
}
