namespace LlmFunctions.Batches;

/// <summary>What the sub-orchestration of a page has come to.</summary>
/// <param name="Left">The chunks that have lines without a result, those first that were not tried.</param>
/// <param name="Done">How many lines have got a result.</param>
/// <param name="Wait">The longest wait that was asked for; zero for none.</param>
/// <param name="IsOver">Whether nothing more is to be begun.</param>
public sealed record PageOutcome(IReadOnlyList<int> Left, int Done, TimeSpan Wait, bool IsOver);
