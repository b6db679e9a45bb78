namespace LlmFunctions.Batches;

/// <summary>What an activity is to do.</summary>
/// <param name="App">The app.</param>
/// <param name="Id">Its batch.</param>
/// <param name="Chunk">Which chunk of it.</param>
/// <param name="Concurrency">How many lines at a time.</param>
public sealed record ChunkWork(string App, string Id, int Chunk, int Concurrency);
