namespace LlmFunctions.Dialects.Ollama;

/// <summary>A request about a model on a disk.</summary>
/// <param name="Model">The model, as the client names it.</param>
/// <param name="Provider">Whose disk; null to leave it to the name.</param>
/// <param name="IsStreaming">Whether progress is asked for.</param>
public sealed record OllamaPullRequest(string Model, string? Provider, bool IsStreaming);
