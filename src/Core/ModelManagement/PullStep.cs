using LlmFunctions.Providers;

namespace LlmFunctions.ModelManagement;

/// <summary>One piece of news of a download.</summary>
/// <param name="Progress">How far it is.</param>
/// <param name="Raw">The line as the provider sent it, without its end.</param>
public sealed record PullStep(PullProgress Progress, ReadOnlyMemory<byte> Raw);
