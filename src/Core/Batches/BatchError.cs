namespace LlmFunctions.Batches;

/// <summary>Why a batch failed.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people.</param>
/// <param name="Param">The field that is at fault, if it is one.</param>
/// <param name="Line">The line of the input, from 1, if it is one.</param>
public sealed record BatchError(string Code, string Message, string? Param = null, int? Line = null);
