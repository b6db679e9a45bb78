using LlmFunctions.Catalog;
using LlmFunctions.Providers;

namespace LlmFunctions.Routing;

/// <summary>A model at a provider that could serve a request.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model's id as the provider knows it.</param>
/// <param name="Info">The catalog's entry, when it has one.</param>
public sealed record Candidate(Provider Provider, string Model, ModelInfo? Info)
{
    /// <summary>That it, or the model whose place it takes, is at its end.</summary>
    public ModelNotice? Notice { get; init; }

    /// <summary>Where the health board remembers its place: to look it up for every candidate of every call takes too long.</summary>
    internal CandidateNote Note { get; } = new();

    public bool IsSameModelAs(Candidate other) =>
        Model == other.Model && (ReferenceEquals(Provider, other.Provider) || Provider.Name == other.Provider.Name);

    public override string ToString() => $"{Provider.Name}/{Model}";
}
