namespace LlmFunctions.Routing;

/// <summary>Tells how candidates fare. Asked for every candidate of every call, so it neither waits nor allocates.</summary>
public interface ICandidateHealth
{
    /// <param name="candidate">The candidate.</param>
    /// <param name="now">The time, which is read once for all candidates of a call.</param>
    CandidateHealth Of(Candidate candidate, DateTimeOffset now);
}
