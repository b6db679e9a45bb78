namespace LlmFunctions.Jobs.Chat;

/// <summary>A model at a provider, by their names.</summary>
public sealed record PlannedCandidate(string Provider, string Model);
