namespace LlmFunctions.Upstream;

/// <summary>A request as it will be sent, but for what authorizes it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">The whole address.</param>
/// <param name="Headers">All headers, those of the body among them.</param>
/// <param name="Body">The body.</param>
/// <param name="ApiKey">The provider's key, if it has one.</param>
public sealed record OutgoingRequest(
    string Method,
    Uri Address,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    string? ApiKey);
