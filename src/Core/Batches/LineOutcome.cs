using LlmFunctions.Errors;

namespace LlmFunctions.Batches;

/// <summary>What became of a line.</summary>
/// <param name="IsError">Whether it failed for good.</param>
/// <param name="PutOff">Why it has no result yet and is to be tried again later; null when it has one.</param>
public sealed record LineOutcome(bool IsError, GatewayError? PutOff = null);
