namespace LlmFunctions.Batches;

/// <summary>What the last activity of a batch is to do.</summary>
/// <param name="App">The app.</param>
/// <param name="Id">Its batch.</param>
/// <param name="IsBroken">Whether the work on it could not be gone on with.</param>
public sealed record BatchEnd(string App, string Id, bool IsBroken);
