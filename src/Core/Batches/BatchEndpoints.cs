namespace LlmFunctions.Batches;

/// <summary>The paths of <see cref="BatchEndpoint"/>.</summary>
public static class BatchEndpoints
{
    private static readonly Dictionary<string, BatchEndpoint> ByPath = new(StringComparer.Ordinal)
    {
        ["/v1/chat/completions"] = BatchEndpoint.ChatCompletions,
        ["/v1/messages"] = BatchEndpoint.Messages,
        ["/v1/embeddings"] = BatchEndpoint.Embeddings,
    };

    public static string Known { get; } = string.Join(", ", ByPath.Keys);

    public static BatchEndpoint? Find(string path) => ByPath.TryGetValue(path, out BatchEndpoint endpoint) ? endpoint : null;

    public static string PathOf(BatchEndpoint endpoint) => ByPath.First(pair => pair.Value == endpoint).Key;
}
