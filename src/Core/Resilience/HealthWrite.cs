namespace LlmFunctions.Resilience;

/// <summary>How a conditional write ended.</summary>
/// <param name="Version">The mark of what is stored now; null when nothing is.</param>
/// <param name="Other">What another instance had stored meanwhile; null when the row was written.</param>
public readonly record struct HealthWrite(string? Version, HealthRow? Other);
