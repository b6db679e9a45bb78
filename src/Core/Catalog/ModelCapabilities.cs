namespace LlmFunctions.Catalog;

/// <summary>What a model can do.</summary>
[Flags]
public enum ModelCapabilities
{
    None = 0,

    /// <summary>Chat completions.</summary>
    Chat = 1,

    /// <summary>Images in the prompt.</summary>
    Vision = 2,

    /// <summary>Tool calls.</summary>
    Tools = 4,

    /// <summary>Answers that follow a JSON schema.</summary>
    JsonSchema = 8,

    /// <summary>Thinking before the answer.</summary>
    Reasoning = 16,

    /// <summary>Embeddings instead of chat.</summary>
    Embeddings = 32,
}
