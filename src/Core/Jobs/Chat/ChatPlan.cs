using LlmFunctions.Experiments;

namespace LlmFunctions.Jobs.Chat;

/// <summary>Who may answer a conversation, decided once.</summary>
/// <param name="Candidates">In the order in which they are tried.</param>
/// <param name="Strategy">The strategy that ordered them.</param>
public sealed record ChatPlan(IReadOnlyList<PlannedCandidate> Candidates, string Strategy)
{
    /// <summary>The variant of an experiment that they are of; null where none splits the call.</summary>
    public ExperimentAssignment? Experiment { get; init; }
}
