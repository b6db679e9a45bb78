namespace LlmFunctions.Batches;

/// <summary>What the lines of a batch ask for.</summary>
public enum BatchEndpoint
{
    /// <summary>OpenAI's Chat Completions.</summary>
    ChatCompletions,

    /// <summary>Anthropic's Messages.</summary>
    Messages,

    /// <summary>OpenAI's embeddings.</summary>
    Embeddings,
}
