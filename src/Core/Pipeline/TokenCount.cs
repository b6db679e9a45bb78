using LlmFunctions.Routing;

namespace LlmFunctions.Pipeline;

/// <summary>How many tokens a prompt has.</summary>
/// <param name="Candidate">Whose tokens they are.</param>
/// <param name="Estimate">The gateway's own count, where the provider was not asked.</param>
/// <param name="Raw">The provider's answer, in the client's dialect.</param>
public sealed record TokenCount(Candidate Candidate, long? Estimate, ReadOnlyMemory<byte> Raw);
