using LlmFunctions.Providers;
using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>This instance's view of all targets.</summary>
public sealed class HealthBoard : ITargetPool
{
    public Account? Pick(Candidate candidate, IReadOnlyCollection<string>? tried) =>
        candidate.Provider.Accounts.FirstOrDefault(account => account.Enabled && tried?.Contains(account.Id) != true);

    public void Started(TargetKey target)
    {
        // Nothing is remembered of attempts yet.
    }

    public void Ended(TargetKey target, in AttemptOutcomeReport report)
    {
        // Nothing is remembered of attempts yet.
    }

    public Unusable Why(Candidate candidate) => candidate.Provider.Accounts.Any(static account => account.Enabled)
        ? new Unusable(UnusableReason.None, RetryAfter: null)
        : new Unusable(UnusableReason.Disabled, RetryAfter: null);
}
