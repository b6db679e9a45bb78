namespace LlmFunctions.Providers;

/// <summary>How far a provider is with fetching a model.</summary>
/// <param name="Status">What it does just now, in its own words.</param>
/// <param name="Digest">The part of the model that the numbers are about; null when it is about none.</param>
/// <param name="Completed">Bytes of that part that are there.</param>
/// <param name="Total">Bytes of that part.</param>
/// <param name="IsDone">Whether the model is there.</param>
public sealed record PullProgress(string Status, string? Digest, long? Completed, long? Total, bool IsDone);
