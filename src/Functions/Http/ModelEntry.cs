using LlmFunctions.Catalog;
using LlmFunctions.Routing;

namespace LlmFunctions.Functions.Http;

/// <summary>A model as the API lists it: OpenAI's fields and the catalog's.</summary>
public sealed record ModelEntry
{
    /// <summary>The id to put into a request.</summary>
    public required string Id { get; init; }

    public string Object { get; init; } = "model";

    /// <summary>Always 0: the catalog does not say when a model was made.</summary>
    public long Created { get; init; }

    public required string OwnedBy { get; init; }

    public required string Provider { get; init; }

    /// <summary>Tokens of prompt and answer together; absent when not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens of an answer; absent when not known.</summary>
    public int? MaxOutputTokens { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>US dollars per million tokens, the smallest context tier first; absent when not known.</summary>
    public IReadOnlyList<ModelPrice>? Pricing { get; init; }

    public static ModelEntry Of(ListedModel model) => new()
    {
        Id = model.Id,
        OwnedBy = model.Provider,
        Provider = model.Provider,
        ContextWindow = model.Info?.ContextWindow,
        MaxOutputTokens = model.Info?.MaxOutput,
        Capabilities = model.Info?.Capabilities is { } capabilities ? CapabilityNames.Of(capabilities) : null,
        Pricing = model.Info is { Prices.Count: > 0 } info ? info.Prices : null,
    };
}
