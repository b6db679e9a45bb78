using LlmFunctions.Routing;

namespace LlmFunctions.Bench;

/// <summary>Candidates that fare differently. What it takes a health board to find each is not measured here.</summary>
internal sealed class BenchHealth : ICandidateHealth
{
    private readonly Dictionary<Candidate, CandidateHealth> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Random _random = new(1);

    public CandidateHealth Of(Candidate candidate)
    {
        if (!_states.TryGetValue(candidate, out CandidateHealth state))
        {
            _states[candidate] = state = new CandidateHealth(
                true, _random.NextDouble(), TimeSpan.FromMilliseconds(_random.Next(3000)), TimeSpan.FromMilliseconds(_random.Next(900)), _random.Next(20), 0.5 + (_random.NextDouble() / 2));
        }

        return state;
    }
}
