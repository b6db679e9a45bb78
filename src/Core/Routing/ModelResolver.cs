using System.Collections.Concurrent;
using LlmFunctions.Catalog;
using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Routing;

/// <summary>
/// Finds the providers of a model by name: the exact id, then <c>provider/model</c>, then the beginning of the name.
/// </summary>
public sealed class ModelResolver(ProviderRegistry providers, ModelCatalog catalog)
{
    // Only those that the catalog or the settings list: of these there is a limited number.
    private readonly Dictionary<string, ConcurrentDictionary<string, Candidate>> _known =
        providers.All.ToDictionary(static provider => provider.Name, static _ => new ConcurrentDictionary<string, Candidate>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Who serves a model of exactly this id, the preferred one first: providers whose settings name it before those of the catalog.</summary>
    public IReadOnlyList<Candidate> FindExact(string model)
    {
        List<Candidate> found = [];
        foreach (Provider provider in providers.All)
        {
            if (!provider.QualifiedOnly && provider.Models.Contains(model, StringComparer.Ordinal))
            {
                found.Add(CandidateOf(provider, model));
            }
        }

        foreach (ModelInfo info in catalog.FindById(model))
        {
            if (providers.TryGet(info.Provider, out Provider? provider) && provider is { QualifiedOnly: false, OnlyNamedModels: false } && !found.Exists(candidate => candidate.Provider == provider))
            {
                found.Add(CandidateOf(provider, model));
            }
        }

        return found;
    }

    /// <summary>Who serves a model that is written as <c>provider/model</c>.</summary>
    public Candidate? FindQualified(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < name.Length - 1 && providers.TryGet(name[..slash], out Provider? provider)
            ? CandidateOf(provider, name[(slash + 1)..])
            : null;
    }

    /// <summary>Who makes models whose names begin like this one.</summary>
    public Candidate? FindByPrefix(string model) =>
        providers.All.FirstOrDefault(provider => provider.ModelPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))) is { } found
            ? CandidateOf(found, model)
            : null;

    /// <summary>The model at the provider that the request names.</summary>
    /// <exception cref="GatewayException">The provider is not configured.</exception>
    public Candidate AtProvider(string model, string name)
    {
        if (!providers.TryGet(name, out Provider? provider))
        {
            string message = CanBeConfigured(name) ? $"The provider '{name}' is not configured." : $"This version cannot call the provider '{name}'.";
            throw new GatewayException(ErrorKind.InvalidRequest, message, "provider");
        }

        return CandidateOf(provider, model.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase) ? model[(name.Length + 1)..] : model);
    }

    /// <summary>Every model that can be asked for by its plain id, by provider in the order of preference.</summary>
    public IEnumerable<Candidate> Listed() =>
        from provider in providers.All
        where !provider.QualifiedOnly
        let known = provider.OnlyNamedModels ? [] : catalog.All.Where(info => info.Provider == provider.CatalogName || info.Provider == provider.Name).Select(static info => info.Id)
        from model in provider.Models.Concat(known).Distinct(StringComparer.Ordinal)
        select CandidateOf(provider, model);

    /// <summary>Whether the catalog or the settings list it.</summary>
    public static bool IsListed(Candidate candidate) =>
        candidate.Info is not null || candidate.Provider.Models.Contains(candidate.Model, StringComparer.Ordinal);

    /// <summary>Whether there is such a model, though no configured provider may serve it.</summary>
    public bool IsKnown(string model) => OwnerOf(model) is { } owner && !providers.TryGet(owner, out _);

    public GatewayException NotFound(string model, string param) => new(ErrorKind.ModelNotFound, WhyNot(model), param);

    /// <summary>Why a model that was not found was not.</summary>
    public string WhyNot(string model) => OwnerOf(model) switch
    {
        null => $"The model '{model}' does not exist here. GET /v1/models lists those that do; 'provider/model' reaches any other.",
        { } owner when providers.TryGet(owner, out _) => $"The model '{model}' is reached as '{owner}/{model}'.",
        { } owner when CanBeConfigured(owner) => $"The model '{model}' is served by the provider '{owner}', which is not configured.",
        { } owner => $"The model '{model}' is served by the provider '{owner}', which this version cannot call.",
    };

    private Candidate CandidateOf(Provider provider, string model)
    {
        ConcurrentDictionary<string, Candidate> known = _known[provider.Name];
        if (known.TryGetValue(model, out Candidate? candidate))
        {
            return candidate;
        }

        candidate = new Candidate(provider, model, catalog.Find(provider.Name, model) ?? catalog.Find(provider.CatalogName, model));
        return IsListed(candidate) ? known.GetOrAdd(model, candidate) : candidate;
    }

    /// <summary>Which provider to name as the one that would serve a model: rather one that something can be done about.</summary>
    private string? OwnerOf(string model)
    {
        string[] owners = [.. catalog.FindById(model).Select(static info => info.Provider)];
        return owners.FirstOrDefault(CanBeConfigured)
            ?? owners.FirstOrDefault()
            ?? ProviderDefinitions.All.FirstOrDefault(definition => IsQualifiedBy(definition.Name, model)
                || definition.ModelPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))?.Name
            ?? catalog.All.FirstOrDefault(info => IsQualifiedBy(info.Provider, model))?.Provider;
    }

    private static bool IsQualifiedBy(string provider, string model) => model.StartsWith(provider + "/", StringComparison.OrdinalIgnoreCase);

    // The catalog may list models of providers that are not built in yet.
    private bool CanBeConfigured(string provider) =>
        ProviderDefinitions.Find(provider) is not null || !catalog.All.Any(info => info.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase));
}
