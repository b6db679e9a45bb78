namespace LlmFunctions.Catalog;

/// <summary>What the catalog knows of a model.</summary>
public sealed record ModelInfo
{
    /// <summary>The id as the provider knows it; for an alias the alias itself, so that a pinned version stays pinned.</summary>
    public required string Id { get; init; }

    /// <summary>The provider that serves it.</summary>
    public required string Provider { get; init; }

    /// <summary>The id of the entry that this one is another name of; null for an entry of its own.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Other ids of exactly this model, at the same price.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Tokens that prompt and answer may have together; null when not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens that an answer may have; null when not known.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What the model can do; null when not known.</summary>
    public ModelCapabilities? Capabilities { get; init; }

    /// <summary>The day since which its use is discouraged; null when it is not.</summary>
    public DateOnly? Deprecated { get; init; }

    /// <summary>The day on which its provider retires it; null when none is set.</summary>
    public DateOnly? Sunset { get; init; }

    /// <summary>The model that takes its place; null when none does.</summary>
    public string? Replacement { get; init; }

    /// <summary>The prices, the smallest context tier first; empty when not known.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];

    /// <summary>The day that the prices are of; null without prices.</summary>
    public DateOnly? PriceAsOf { get; init; }

    /// <summary>Where the prices come from; null without prices.</summary>
    public string? PriceSource { get; init; }
}
