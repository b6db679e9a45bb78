using LlmFunctions.Providers;
using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>What an attempt calls.</summary>
/// <param name="Candidate">The provider and its model.</param>
/// <param name="Account">The account of the provider.</param>
/// <param name="HasFallback">Whether another candidate is left if this one fails.</param>
public readonly record struct AttemptTarget(Candidate Candidate, Account Account, bool HasFallback)
{
    public TargetKey Key => new(Candidate.Provider.Name, Account.Id, Candidate.Model);
}
