namespace LlmFunctions.Routing.Strategies;

/// <summary>What a strategy knows of a candidate.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Weight">Its share, where the route gives shares.</param>
/// <param name="IsLocal">Whether it is on this machine or in this network.</param>
/// <param name="Health">How it fares.</param>
internal readonly record struct RankedCandidate(Candidate Candidate, double Weight, bool IsLocal, CandidateHealth Health);
