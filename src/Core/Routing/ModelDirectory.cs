using LlmFunctions.Catalog;
using LlmFunctions.Providers;

namespace LlmFunctions.Routing;

/// <summary>
/// Lists the models of the configured providers by the ids that requests take: the plain id for the provider that would
/// serve it, <c>provider/model</c> for the others. Aliases and routes are listed as what would serve them first.
/// </summary>
public sealed class ModelDirectory
{
    private readonly List<ListedModel> _models = [];
    private readonly Dictionary<string, ListedModel> _byId = new(StringComparer.Ordinal);

    public ModelDirectory(ProviderRegistry providers, ModelCatalog catalog, ModelResolver resolver, RouteTable routes, TimeProvider timeProvider)
    {
        ILookup<string, string> known = catalog.All.ToLookup(static info => info.Provider, static info => info.Id, StringComparer.OrdinalIgnoreCase);
        foreach (Provider provider in providers.All)
        {
            foreach (string model in provider.Models.Concat(provider.OnlyNamedModels ? [] : known[provider.Name].Concat(known[provider.CatalogName])).Distinct(StringComparer.Ordinal))
            {
                string id = resolver.FindExact(model) is [{ } first, ..] && first.Provider == provider ? model : $"{provider.Name}/{model}";
                Add(new ListedModel(id, provider.Name, catalog.Find(provider.Name, model) ?? catalog.Find(provider.CatalogName, model)));
            }
        }

        foreach (string name in routes.Names)
        {
            if (routes.Find(name, timeProvider.GetUtcNow())?.Tiers is [{ } tier, ..])
            {
                Candidate first = tier.Entries[0].Candidate;
                Add(new ListedModel(name, first.Provider.Name, first.Info));
            }
        }
    }

    /// <summary>All models, or those of one provider.</summary>
    public IEnumerable<ListedModel> List(string? provider) =>
        provider is null ? _models : _models.Where(model => model.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase));

    public ListedModel? Find(string id) => _byId.GetValueOrDefault(id);

    private void Add(ListedModel model)
    {
        _models.Add(model);
        _byId[model.Id] = model;
    }
}
