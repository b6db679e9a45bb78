namespace LlmFunctions.Resilience;

/// <summary>
/// Makes one number from 0, down, to 1, well, of what is known of a target; docs/health.md explains it. What costs the client
/// time weighs more than an error that comes at once, and being asked to slow down weighs less.
/// </summary>
public static class HealthScore
{
    private const double TimeoutWeight = 1.5;
    private const double CutWeight = 1.5;
    private const double RateLimitWeight = 0.5;

    // As if so many calls had gone well: a single failure must not look like an outage.
    private const double Benefit = 2;

    private const double QuickSeconds = 2;
    private const double SlowSeconds = 30;
    private const double LeastForLatency = 0.5;

    private const double HalfOpenFactor = 0.5;
    private const double ProbeFailedFactor = 0.5;

    /// <param name="counts">How the attempts of the last five minutes ended.</param>
    /// <param name="latency">Time to the first token, or of whole answers where nothing is streamed.</param>
    /// <param name="state">The target's breaker.</param>
    /// <param name="probeFailed">Whether the last that is known of the account is a probe that failed.</param>
    public static double Of(OutcomeCounts counts, TimeSpan? latency, BreakerState state, bool probeFailed)
    {
        if (state == BreakerState.Open)
        {
            return 0;
        }

        double failures = counts.Errors + counts.Refused + (TimeoutWeight * counts.Timeouts) + (CutWeight * counts.Cuts) + (RateLimitWeight * counts.RateLimited);
        double reliability = (counts.Successes + Benefit) / (counts.Successes + failures + Benefit);
        double slowness = Math.Clamp(((latency?.TotalSeconds ?? 0) - QuickSeconds) / (SlowSeconds - QuickSeconds), 0, 1);
        return reliability
            * (1 - ((1 - LeastForLatency) * slowness))
            * (state == BreakerState.HalfOpen ? HalfOpenFactor : 1)
            * (probeFailed ? ProbeFailedFactor : 1);
    }
}
