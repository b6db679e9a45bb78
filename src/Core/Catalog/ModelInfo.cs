namespace LlmFunctions.Catalog;

/// <summary>What the catalog knows of a model.</summary>
public sealed record ModelInfo
{
    /// <summary>The id as the provider knows it.</summary>
    public required string Id { get; init; }

    /// <summary>The provider that serves it.</summary>
    public required string Provider { get; init; }

    /// <summary>Tokens that prompt and answer may have together; null when not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens that an answer may have; null when not known.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What the model can do; null when not known.</summary>
    public ModelCapabilities? Capabilities { get; init; }

    /// <summary>The prices, the smallest context tier first; empty when not known.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];
}
