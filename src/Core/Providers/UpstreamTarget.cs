using LlmFunctions.Catalog;

namespace LlmFunctions.Providers;

/// <summary>What a translator may know of where its request goes.</summary>
public sealed record UpstreamTarget
{
    /// <summary>The model's id as the provider knows it.</summary>
    public required string Model { get; init; }

    /// <summary>The catalog's entry, when it has one.</summary>
    public ModelInfo? Info { get; init; }

    public ProviderQuirks Quirks { get; init; } = ProviderQuirks.None;
}
