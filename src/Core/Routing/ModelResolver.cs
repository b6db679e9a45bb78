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
    public IReadOnlyList<Candidate> Resolve(ChatRequest request)
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
                .Select(info => providers.TryGet(info.Provider, out Provider? provider) && !provider.QualifiedOnly ? new Candidate(provider, info.Id, info) : null)
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
            throw new GatewayException(ErrorKind.InvalidRequest, $"The provider '{name}' is not configured.", "provider");
        }

        return CandidateOf(provider, model.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase) ? model[(name.Length + 1)..] : model);
    }

    private Candidate CandidateOf(Provider provider, string model) => new(provider, model, catalog.Find(provider.Name, model));

    private GatewayException NotFound(string model, string param)
    {
        string? owner = catalog.FindById(model).Select(static info => info.Provider).FirstOrDefault()
            ?? ProviderDefinitions.All.FirstOrDefault(definition => model.StartsWith(definition.Name + "/", StringComparison.OrdinalIgnoreCase)
                || definition.ModelPrefixes.Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))?.Name;
        string message = owner switch
        {
            null => $"The model '{model}' does not exist here. GET /v1/models lists those that do; 'provider/model' reaches any other.",
            _ when providers.TryGet(owner, out _) => $"The model '{model}' is reached as '{owner}/{model}'.",
            _ => $"The model '{model}' is served by the provider '{owner}', which is not configured.",
        };
        return new GatewayException(ErrorKind.ModelNotFound, message, param);
    }
}
