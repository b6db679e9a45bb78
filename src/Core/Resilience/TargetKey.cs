namespace LlmFunctions.Resilience;

/// <summary>What an attempt calls: a model by an account of a provider.</summary>
public readonly record struct TargetKey(string Provider, string Account, string Model);
