using LlmFunctions.Catalog;

namespace LlmFunctions.Routing;

/// <summary>A model that can be asked for by its id.</summary>
/// <param name="Id">The id that a request takes.</param>
/// <param name="Provider">The provider that would serve it.</param>
/// <param name="Info">The catalog's entry, when it has one.</param>
public sealed record ListedModel(string Id, string Provider, ModelInfo? Info);
