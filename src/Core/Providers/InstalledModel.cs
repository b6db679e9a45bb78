namespace LlmFunctions.Providers;

/// <summary>A model on a provider's own disk.</summary>
/// <param name="Id">The id as the provider knows it.</param>
/// <param name="Size">Bytes; null when not known.</param>
/// <param name="Digest">What identifies its content; null when not known.</param>
/// <param name="ModifiedAt">When it came or was changed, as the provider writes it; null when not known.</param>
public sealed record InstalledModel(string Id, long? Size, string? Digest, string? ModifiedAt);
