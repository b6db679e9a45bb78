namespace LlmFunctions.ParallelInference;

/// <summary>Who judges the answers, and by what.</summary>
/// <param name="Model">The judge: any model that can be called.</param>
/// <param name="Rubric">What makes an answer good; null for the gateway's own words.</param>
public sealed record JudgeWish(string Model, string? Rubric);
