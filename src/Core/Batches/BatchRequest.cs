namespace LlmFunctions.Batches;

/// <summary>What an app asks for when it creates a batch.</summary>
/// <param name="InputFileId">The file with the requests.</param>
/// <param name="Endpoint">What they are for.</param>
/// <param name="Metadata">What the app wants to find on the batch again.</param>
/// <param name="OutputRetention">How long the output is to be kept; null for as long as usual.</param>
public sealed record BatchRequest(string InputFileId, BatchEndpoint Endpoint, IReadOnlyDictionary<string, string>? Metadata, TimeSpan? OutputRetention);
