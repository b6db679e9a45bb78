namespace LlmFunctions.Batches;

/// <summary>What the sub-orchestration of a page is to do.</summary>
/// <param name="App">The app.</param>
/// <param name="Id">Its batch.</param>
/// <param name="Chunks">The chunks of the page that are not done.</param>
/// <param name="Concurrency">How many lines at a time.</param>
public sealed record PageWork(string App, string Id, IReadOnlyList<int> Chunks, int Concurrency);
