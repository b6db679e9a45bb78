using System.Text.Json.Serialization;

namespace LlmFunctions.Catalog;

// What has a default has a setter: generated serializers overwrite the default of an init property that is absent.
/// <summary>One provider's file under <c>Catalog/Data</c>, as it is written.</summary>
internal sealed record CatalogFile
{
    public required string Provider { get; init; }

    public DateOnly? AsOf { get; init; }

    public string? Source { get; init; }

    public required string Currency { get; init; }

    public required string Unit { get; init; }

    /// <summary>Which provider of a model comes first: the lower number, then the provider's name.</summary>
    public int Precedence { get; set; }

    /// <summary>Where and why the file departs from its source; for readers.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    public required IReadOnlyList<CatalogFileModel> Models { get; init; }
}

/// <summary>One model of a <see cref="CatalogFile"/>.</summary>
internal sealed record CatalogFileModel
{
    public required string Id { get; init; }

    public IReadOnlyList<string> Aliases { get; set; } = [];

    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public DateOnly? Deprecated { get; init; }

    public DateOnly? Sunset { get; init; }

    public string? Replacement { get; init; }

    public IReadOnlyList<CatalogFilePrice> Prices { get; set; } = [];
}

/// <summary>One price tier of a <see cref="CatalogFileModel"/>.</summary>
internal sealed record CatalogFilePrice
{
    public int? UpToPromptTokens { get; init; }

    public required decimal Input { get; init; }

    public required decimal Output { get; init; }

    public decimal? CachedInput { get; init; }

    public decimal? CacheWrite { get; init; }

    // The naming policy would make it cache_write1h.
    [JsonPropertyName("cache_write_1h")]
    public decimal? CacheWriteOneHour { get; init; }

    public decimal? Reasoning { get; init; }

    public decimal? PerImage { get; init; }

    public decimal? PerRequest { get; init; }
}
