namespace LlmFunctions.Routing;

/// <summary>Tells how candidates fare. Asked for every candidate of every call, so it neither waits nor allocates.</summary>
public interface ICandidateHealth
{
    CandidateHealth Of(Candidate candidate);
}
