using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;

namespace LlmFunctions.Tests.Resilience;

/// <summary>A pool whose accounts are usable or not as the test says.</summary>
internal sealed class ScriptedPool : ITargetPool
{
    /// <summary>Why candidates cannot be called, by their model.</summary>
    public Dictionary<string, Unusable> Unusable { get; } = [];

    public Account? Pick(Candidate candidate, IReadOnlyCollection<string>? tried) => Unusable.ContainsKey(candidate.Model)
        ? null
        : candidate.Provider.Accounts.FirstOrDefault(account => tried?.Contains(account.Id) != true);

    public void Started(TargetKey target)
    {
        // A plan starts nothing.
    }

    public void Ended(TargetKey target, in AttemptOutcomeReport report)
    {
        // A plan ends nothing.
    }

    public Unusable Why(Candidate candidate) => Unusable.GetValueOrDefault(candidate.Model);
}
