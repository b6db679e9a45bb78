using LlmFunctions.Errors;
using LlmFunctions.Resilience;

namespace LlmFunctions.Pipeline;

/// <summary>Makes of an attempt that has ended what its target's health is judged by.</summary>
internal static class AttemptReports
{
    public static AttemptOutcomeReport Of(GatewayCall call, Attempt attempt, GatewayError? error) => new()
    {
        Failure = error?.Kind,
        RetryAfter = error?.RetryAfter,
        Duration = attempt.Duration,
        TimeToFirstToken = attempt.TimeToFirstToken,
        StatusCode = attempt.UpstreamStatus,
        Tokens = Tokens(call, attempt),
        RefusedKey = error?.Kind == ErrorKind.UpstreamAuthentication ? attempt.ApiKey : null,
    };

    // Counting a prompt takes time, so it is done for accounts that have a limit.
    private static long Tokens(GatewayCall call, Attempt attempt) => attempt switch
    {
        { Usage: { } usage } => usage.PromptTokens + usage.CompletionTokens,
        { HasTokenLimit: true, UpstreamStatus: null or (>= 200 and < 300) } => call.CountPrompt() + attempt.ReceivedTokens,
        _ => attempt.ReceivedTokens,
    };
}
