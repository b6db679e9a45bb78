using LlmFunctions.Providers;

namespace LlmFunctions.Functions.Http;

/// <summary>A model on a provider's disk, as the management API shows it.</summary>
public sealed record ProviderModelEntry
{
    public required string Id { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    public string? Digest { get; init; }

    /// <summary>As the provider writes it.</summary>
    public string? ModifiedAt { get; init; }

    public static ProviderModelEntry Of(InstalledModel model) =>
        new() { Id = model.Id, Size = model.Size, Digest = model.Digest, ModifiedAt = model.ModifiedAt };
}
