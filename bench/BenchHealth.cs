using LlmFunctions.Routing;

namespace LlmFunctions.Bench;

/// <summary>Candidates that fare differently, found as a health board finds them: by provider and model.</summary>
internal sealed class BenchHealth : ICandidateHealth
{
    private readonly Dictionary<(string Provider, string Model), CandidateHealth> _states = [];
    private readonly Random _random = new(1);

    public CandidateHealth Of(Candidate candidate)
    {
        (string, string) key = (candidate.Provider.Name, candidate.Model);
        if (!_states.TryGetValue(key, out CandidateHealth state))
        {
            _states[key] = state = new CandidateHealth(
                true, _random.NextDouble(), TimeSpan.FromMilliseconds(_random.Next(3000)), TimeSpan.FromMilliseconds(_random.Next(900)), _random.Next(20), 0.5 + (_random.NextDouble() / 2));
        }

        return state;
    }
}
