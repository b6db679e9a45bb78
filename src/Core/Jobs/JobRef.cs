namespace LlmFunctions.Jobs;

/// <summary>Where a job is found: all that workflows are told of it.</summary>
/// <param name="App">Whose it is.</param>
/// <param name="Id">Which it is.</param>
public sealed record JobRef(string App, string Id);
