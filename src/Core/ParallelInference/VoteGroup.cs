namespace LlmFunctions.ParallelInference;

/// <summary>Models that gave the same answer.</summary>
/// <param name="Content">The answer as the first of them, in the request's order, put it.</param>
/// <param name="Models">The models, in the request's order.</param>
public sealed record VoteGroup(string Content, IReadOnlyList<string> Models);
