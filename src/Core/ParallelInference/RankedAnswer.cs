namespace LlmFunctions.ParallelInference;

/// <summary>An answer's place in the judge's ranking.</summary>
/// <param name="Rank">From 1, the best.</param>
/// <param name="Model">Whose answer it is.</param>
/// <param name="Reason">The judge's reason.</param>
public sealed record RankedAnswer(int Rank, string Model, string Reason);
