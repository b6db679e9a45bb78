using LlmFunctions.Catalog;

namespace LlmFunctions.Management;

/// <summary>The prices of a model in US dollars per million tokens, and for images and requests each. They take the place of the catalog's.</summary>
internal sealed record PriceDocument
{
    /// <summary>The day that they are of.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Where they come from.</summary>
    public string? Source { get; init; }

    /// <summary>One for each length of prompts, the longest last.</summary>
    public required IReadOnlyList<PriceTier> Tiers { get; init; }

    /// <summary>The prices for prompts up to a length.</summary>
    internal sealed record PriceTier
    {
        public int? UpToPromptTokens { get; init; }

        public required decimal Input { get; init; }

        public required decimal Output { get; init; }

        public decimal? CachedInput { get; init; }

        public decimal? CacheWrite { get; init; }

        public decimal? CacheWriteOneHour { get; init; }

        public decimal? Reasoning { get; init; }

        /// <summary>For each image of the prompt.</summary>
        public decimal? PerImage { get; init; }

        /// <summary>For the request itself.</summary>
        public decimal? PerRequest { get; init; }

        public CatalogFilePrice ToCatalog() => new()
        {
            UpToPromptTokens = UpToPromptTokens,
            Input = Input,
            Output = Output,
            CachedInput = CachedInput,
            CacheWrite = CacheWrite,
            CacheWriteOneHour = CacheWriteOneHour,
            Reasoning = Reasoning,
            PerImage = PerImage,
            PerRequest = PerRequest,
        };
    }
}
