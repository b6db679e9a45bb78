using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Routing;

/// <summary>
/// Finds the providers of a model by name: the exact id, then <c>provider/model</c>, then the beginning of the name.
/// </summary>
public sealed class ModelResolver(ProviderRegistry providers, ModelCatalog catalog)
{
    /// <summary>The candidates for a request, in the order in which they are to be tried.</summary>
    /// <exception cref="GatewayException">No configured provider serves the model.</exception>
    public IReadOnlyList<Candidate> Resolve(IModelRequest request)
    {
        if (request.Models is { Count: > 0 } chain)
        {
            return [.. chain.Select((model, index) => Resolve(model, request.Provider, $"models[{index}]"))];
        }

        return [Resolve(request.Model ?? "", request.Provider, "model")];
    }

    private Candidate Resolve(string model, string? provider, string param) =>
        (provider is null ? ByName(model) : ByProvider(model, provider)) ?? throw NotFound(model, param);

    /// <summary>Who serves a model of exactly this id: a provider whose settings name it before one of the catalog.</summary>
    public Candidate? FindExact(string model) =>
        providers.All.FirstOrDefault(provider => !provider.QualifiedOnly && provider.Models.Contains(model, StringComparer.Ordinal)) is { } configured
            ? CandidateOf(configured, model)
            : catalog.FindById(model)
                .Select(info => providers.TryGet(info.Provider, out Provider? provider) && provider is { QualifiedOnly: false, OnlyNamedModels: false } ? new Candidate(provider, info.Id, info) : null)
                .FirstOrDefault(static candidate => candidate is not null);

    private Candidate? ByName(string model) => FindExact(model) ?? ByQualifiedName(model) ?? ByPrefix(model);

    private Candidate? ByQualifiedName(string model)
    {
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 && providers.TryGet(model[..slash], out Provider? provider)
            ? CandidateOf(provider, model[(slash + 1)..])
            : null;
    }

    private Candidate? ByPrefix(string model) =>
        providers.All.FirstOrDefault(provider => provider.ModelPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))) is { } found
            ? CandidateOf(found, model)
            : null;

    private Candidate ByProvider(string model, string name)
    {
        if (!providers.TryGet(name, out Provider? provider))
        {
            string message = CanBeConfigured(name) ? $"The provider '{name}' is not configured." : $"This version cannot call the provider '{name}'.";
            throw new GatewayException(ErrorKind.InvalidRequest, message, "provider");
        }

        return CandidateOf(provider, model.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase) ? model[(name.Length + 1)..] : model);
    }

    private Candidate CandidateOf(Provider provider, string model) => new(provider, model, catalog.Find(provider.CatalogName, model));

    private GatewayException NotFound(string model, string param)
    {
        string? owner = OwnerOf(model);
        string message = owner switch
        {
            null => $"The model '{model}' does not exist here. GET /v1/models lists those that do; 'provider/model' reaches any other.",
            _ when providers.TryGet(owner, out _) => $"The model '{model}' is reached as '{owner}/{model}'.",
            _ when CanBeConfigured(owner) => $"The model '{model}' is served by the provider '{owner}', which is not configured.",
            _ => $"The model '{model}' is served by the provider '{owner}', which this version cannot call.",
        };
        return new GatewayException(ErrorKind.ModelNotFound, message, param);
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
