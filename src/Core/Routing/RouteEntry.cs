namespace LlmFunctions.Routing;

/// <summary>A candidate of a route.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Weight">Its share among those of the same tier.</param>
/// <param name="IsLocal">Whether it is on this machine or in this network.</param>
internal readonly record struct RouteEntry(Candidate Candidate, double Weight, bool IsLocal)
{
    /// <summary>Whether the model was retired and nothing takes its place.</summary>
    public bool IsRetired => Candidate.Notice is { IsOver: true, Replacement: null };
}
