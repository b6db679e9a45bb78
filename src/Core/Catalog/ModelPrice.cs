namespace LlmFunctions.Catalog;

/// <summary>A model's prices in US dollars, for prompts up to a length: per million tokens where nothing else is said.</summary>
public sealed record ModelPrice
{
    /// <summary>The longest prompt, in tokens, that these prices are for; null for any.</summary>
    public int? UpToPromptTokens { get; init; }

    public required decimal Input { get; init; }

    public required decimal Output { get; init; }

    /// <summary>Tokens read from the cache; null means the price of <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>Tokens written to the cache; null means the price of <see cref="Input"/>.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Tokens written to the cache for an hour; null means the price of <see cref="CacheWrite"/>.</summary>
    public decimal? CacheWriteOneHour { get; init; }

    /// <summary>Reasoning tokens; null means the price of <see cref="Output"/>.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Each image of the prompt, beside its tokens; null means nothing.</summary>
    public decimal? PerImage { get; init; }

    /// <summary>Each request, beside all tokens; null means nothing.</summary>
    public decimal? PerRequest { get; init; }
}
