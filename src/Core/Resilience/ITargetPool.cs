using LlmFunctions.Providers;
using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>
/// Gives out the accounts that candidates are called with, and learns from how the attempts ended. Each account that is
/// picked and called is reported twice: when the attempt starts, and when it has ended, however it did.
/// </summary>
public interface ITargetPool
{
    /// <summary>The account that is next for a candidate; null when none can be called now, and <see cref="Why"/> tells why.</summary>
    /// <param name="candidate">Who is to be called.</param>
    /// <param name="tried">The ids of the accounts that the call has tried for this candidate; null or empty when none.</param>
    Account? Pick(Candidate candidate, IReadOnlyCollection<string>? tried);

    /// <summary>An attempt begins.</summary>
    void Started(TargetKey target);

    /// <summary>An attempt that was <see cref="Started"/> has ended.</summary>
    void Ended(TargetKey target, in AttemptOutcomeReport report);

    /// <summary>Why <see cref="Pick"/> gives no account, and how long that will last.</summary>
    Unusable Why(Candidate candidate);
}
