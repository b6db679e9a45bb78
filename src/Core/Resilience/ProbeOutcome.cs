namespace LlmFunctions.Resilience;

/// <summary>How the last probe of an account ended.</summary>
/// <param name="At">When.</param>
/// <param name="Result">What it found out.</param>
/// <param name="DurationMs">How long the provider took, in milliseconds.</param>
/// <param name="Error">What went wrong, without secrets; null when nothing did.</param>
public sealed record ProbeOutcome(DateTimeOffset At, ProbeResult Result, double DurationMs, string? Error);
