namespace LlmFunctions.Bench.Comparison;

/// <summary>A request that is sent over and over.</summary>
internal sealed record Call(Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body);
