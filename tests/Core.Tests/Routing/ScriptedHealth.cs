using LlmFunctions.Routing;

namespace LlmFunctions.Tests.Routing;

/// <summary>Candidates fare as a test says; those that it does not speak of have never been called.</summary>
internal sealed class ScriptedHealth : ICandidateHealth
{
    private readonly Dictionary<string, CandidateHealth> _states = new(StringComparer.Ordinal);

    public CandidateHealth this[string candidate]
    {
        get => _states.GetValueOrDefault(candidate, CandidateHealth.Unknown);
        set => _states[candidate] = value;
    }

    public void Down(string candidate, string why, int seconds) =>
        this[candidate] = CandidateHealth.Unknown with { Usable = false, Why = why, RetryAfter = TimeSpan.FromSeconds(seconds) };

    public void RateLimited(string candidate, int seconds) =>
        this[candidate] = CandidateHealth.Unknown with { Usable = false, Why = "the provider limits its rate", RetryAfter = TimeSpan.FromSeconds(seconds), IsRateLimited = true };

    public CandidateHealth Of(Candidate candidate, DateTimeOffset now) => this[candidate.ToString()];
}
