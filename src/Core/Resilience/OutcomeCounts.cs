namespace LlmFunctions.Resilience;

/// <summary>How many attempts of the recent past ended how.</summary>
public readonly record struct OutcomeCounts(int Successes, int Errors, int Timeouts, int Cuts, int RateLimited, int Refused)
{
    public int Failures => Errors + Timeouts + Cuts + RateLimited + Refused;

    public int Total => Successes + Failures;

    /// <summary>From 0 to 1; 1 where nothing is known.</summary>
    public double SuccessRate => Total == 0 ? 1 : (double)Successes / Total;

    public static OutcomeCounts operator +(OutcomeCounts left, OutcomeCounts right) => new(
        left.Successes + right.Successes,
        left.Errors + right.Errors,
        left.Timeouts + right.Timeouts,
        left.Cuts + right.Cuts,
        left.RateLimited + right.RateLimited,
        left.Refused + right.Refused);
}
