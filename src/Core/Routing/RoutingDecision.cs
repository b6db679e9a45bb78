using LlmFunctions.Experiments;

namespace LlmFunctions.Routing;

/// <summary>Who is to serve a call.</summary>
/// <param name="Candidates">In the order in which they are to be tried; never empty.</param>
/// <param name="Strategy">The name of the strategy that ordered the first of them.</param>
public readonly record struct RoutingDecision(IReadOnlyList<Candidate> Candidates, string Strategy)
{
    /// <summary>The variant of an experiment that the candidates are of; null where none splits the call.</summary>
    public ExperimentAssignment? Experiment { get; init; }
}
