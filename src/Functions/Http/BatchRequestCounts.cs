namespace LlmFunctions.Functions.Http;

/// <summary>How far a batch is.</summary>
internal sealed record BatchRequestCounts(int Total, int Completed, int Failed);
