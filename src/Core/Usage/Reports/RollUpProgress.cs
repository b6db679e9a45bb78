namespace LlmFunctions.Usage.Reports;

/// <summary>How far rolling up has come.</summary>
/// <param name="Through">The beginning of the first hour that is not rolled up; null where none ever was.</param>
/// <param name="Version">What the store knows this state by; null where there is none.</param>
public sealed record RollUpProgress(DateTimeOffset? Through, string? Version);
