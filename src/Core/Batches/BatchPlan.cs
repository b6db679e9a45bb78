namespace LlmFunctions.Batches;

/// <summary>What came of reading a batch's input. Small, because it is in the history of an orchestration.</summary>
/// <param name="Lines">How many requests there are to work on; 0 for none, because the batch has failed or is not there.</param>
/// <param name="Concurrency">How many of them may be worked on at a time.</param>
public sealed record BatchPlan(int Lines, int Concurrency);
