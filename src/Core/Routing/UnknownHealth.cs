namespace LlmFunctions.Routing;

/// <summary>Knows nothing: every candidate may be called.</summary>
internal sealed class UnknownHealth : ICandidateHealth
{
    public CandidateHealth Of(Candidate candidate, DateTimeOffset now) => CandidateHealth.Unknown;
}
