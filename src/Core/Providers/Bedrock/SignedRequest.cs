namespace LlmFunctions.Providers.Bedrock;

/// <summary>What is signed of a request.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path as it is sent, escapes included.</param>
/// <param name="Query">The query as it is sent, with or without its question mark.</param>
/// <param name="Headers">The headers to be signed.</param>
/// <param name="Body">The body.</param>
internal sealed record SignedRequest(string Method, string Path, string Query, IEnumerable<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
