using LlmFunctions.Catalog;

namespace LlmFunctions.Management;

/// <summary>What a document says of a model; what it leaves out is the catalog's.</summary>
internal sealed record ModelDocument
{
    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public DateOnly? Deprecated { get; init; }

    public DateOnly? Sunset { get; init; }

    public string? Replacement { get; init; }

    public CatalogFileModel Apply(CatalogFileModel known) => known with
    {
        ContextWindow = ContextWindow ?? known.ContextWindow,
        MaxOutput = MaxOutput ?? known.MaxOutput,
        Capabilities = Capabilities ?? known.Capabilities,
        Deprecated = Deprecated ?? known.Deprecated,
        Sunset = Sunset ?? known.Sunset,
        Replacement = Replacement ?? known.Replacement,
    };
}
