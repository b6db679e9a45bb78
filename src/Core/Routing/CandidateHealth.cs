namespace LlmFunctions.Routing;

/// <summary>How a candidate fares, over all accounts of its provider, as this instance sees it.</summary>
/// <param name="Usable">Whether a call could go to it now.</param>
/// <param name="Score">From 0, down, to 1, well.</param>
/// <param name="Latency">The observed time of a whole answer; null when there is none yet.</param>
/// <param name="TimeToFirstToken">The observed time until the first token of a stream; null when there is none yet.</param>
/// <param name="InFlight">Calls that it is working on.</param>
/// <param name="SuccessRate">From 0 to 1, over the recent past.</param>
public sealed record CandidateHealth(bool Usable, double Score, TimeSpan? Latency, TimeSpan? TimeToFirstToken, int InFlight, double SuccessRate)
{
    /// <summary>Of a candidate that has not been called yet.</summary>
    public static CandidateHealth Unknown { get; } = new(true, 1, null, null, 0, 1);

    /// <summary>Why it is not usable, as the end of a sentence: <c>its circuit is open</c>.</summary>
    public string? Why { get; init; }

    /// <summary>Whether it is not usable because its rate is limited, by the provider or by the settings.</summary>
    public bool IsRateLimited { get; init; }

    /// <summary>When it may be usable again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
