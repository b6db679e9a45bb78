using System.Collections.Concurrent;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;

namespace LlmFunctions.Tests.Resilience;

/// <summary>A pool whose accounts are usable or not as the test says, and which remembers what it is told.</summary>
internal sealed class ScriptedPool : ITargetPool
{
    /// <summary>Why candidates cannot be called, by their model.</summary>
    public Dictionary<string, Unusable> Unusable { get; } = [];

    /// <summary>The attempts that began.</summary>
    public ConcurrentQueue<TargetKey> Begun { get; } = [];

    /// <summary>How attempts ended.</summary>
    public ConcurrentQueue<(TargetKey Target, AttemptOutcomeReport Report)> Reports { get; } = [];

    public Account? Pick(Candidate candidate, IReadOnlyCollection<string>? tried) => Unusable.ContainsKey(candidate.Model)
        ? null
        : candidate.Provider.Accounts.FirstOrDefault(account => tried?.Contains(account.Id) != true);

    public void Started(TargetKey target) => Begun.Enqueue(target);

    public void Ended(TargetKey target, in AttemptOutcomeReport report) => Reports.Enqueue((target, report));

    public Unusable Why(Candidate candidate) => Unusable.GetValueOrDefault(candidate.Model);
}
