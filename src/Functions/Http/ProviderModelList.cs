namespace LlmFunctions.Functions.Http;

/// <summary>The models on a provider's disk.</summary>
public sealed record ProviderModelList
{
    public required IReadOnlyList<ProviderModelEntry> Data { get; init; }
}
