using System.Collections.Concurrent;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Experiments;
using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Routing;

/// <summary>
/// Decides who is to serve a call: finds what the name stands for, takes out who cannot serve, and puts the others into the
/// order of the strategy.
/// </summary>
public sealed class Router
{
    private const int MostLists = 1000;

    private readonly RoutingOptions _options;
    private readonly RouteTable _table;
    private readonly AutoModels _auto;
    private readonly ExperimentTable _experiments;
    private readonly ICandidateHealth _health;
    private readonly TimeProvider _timeProvider;
    private readonly RoutingStrategies _strategies;
    private readonly ConcurrentDictionary<string, PolicyModels> _ofApps = new(StringComparer.Ordinal);

    /// <param name="options">The settings.</param>
    /// <param name="table">What names stand for.</param>
    /// <param name="auto">What <c>auto</c> stands for.</param>
    /// <param name="experiments">What splits calls.</param>
    /// <param name="health">How candidates fare.</param>
    /// <param name="timeProvider">Tells which models are at their end.</param>
    /// <param name="random">Decides what is left to chance; nobody else's.</param>
    public Router(RoutingOptions options, RouteTable table, AutoModels auto, ExperimentTable experiments, ICandidateHealth health, TimeProvider timeProvider, Random random)
    {
        _options = options;
        _table = table;
        _auto = auto;
        _experiments = experiments;
        _health = health;
        _timeProvider = timeProvider;
        _strategies = new RoutingStrategies(random);
    }

    /// <exception cref="Errors.GatewayException">Nobody can serve the call; says why each candidate cannot.</exception>
    public RoutingDecision Route(IModelRequest asked, Demand demand, AppPolicy policy, RoutingWishes wishes)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();

        // Vectors of different models cannot be compared, so nothing that was indexed with one could be found with another.
        var split = wishes.JoinsExperiments && !demand.IsEmbeddings ? _experiments.Assign(wishes.App, asked, now) : null;
        Resolution resolution = split is { } variant ? ResolveOne(variant.Target, asked, "model", demand, now) : Resolve(asked, demand, wishes, now);
        PolicyModels ofApp = ModelsOf(policy, wishes.App, now);

        // An explicit chain is all that is wanted, and vectors of different models cannot be compared.
        Resolution? fallbacks = asked.Models is null && !demand.IsEmbeddings ? ofApp.Fallbacks : null;
        CandidateFilter filter = new(demand, ofApp.Allowed, AllowedByKey(wishes, now), wishes.MaxCost, _options.ExpectedOutputTokens);
        Selection selection = new(filter, demand, _health, now, _options.ExpectedOutputTokens, resolution.Count + (fallbacks?.Count ?? 0));
        string? first = null;
        foreach (RouteTier tier in resolution.Tiers)
        {
            string name = wishes.Strategy ?? tier.Strategy ?? policy.Strategy ?? _options.Strategy;
            first ??= name;
            selection.Add(tier, _strategies.Get(name));
        }

        foreach (RouteTier tier in fallbacks?.Tiers ?? [])
        {
            selection.AddOthers(tier, _strategies.Get(wishes.Strategy ?? policy.Strategy ?? _options.Strategy));
        }

        IReadOnlyList<Candidate> candidates = selection.Take();
        return candidates.Count > 0
            ? new RoutingDecision(candidates, first ?? _options.Strategy) { Experiment = split?.Assignment }
            : throw RoutingFailure.Of(asked, resolution, fallbacks, filter, _health, now);
    }

    /// <summary>What a request's name stands for, whoever may call it and however it fares.</summary>
    /// <exception cref="Errors.GatewayException">The name stands for nothing.</exception>
    public IReadOnlyList<Candidate> Find(IModelRequest asked, Demand demand) =>
        [.. Resolve(asked, demand, RoutingWishes.None, _timeProvider.GetUtcNow()).Tiers.SelectMany(static tier => tier.All).Select(static entry => entry.Candidate)];

    /// <summary>The model at the provider that a decision named, which may have been made by another instance.</summary>
    /// <exception cref="Errors.GatewayException">It cannot be called any more.</exception>
    public Candidate At(string provider, string model)
    {
        Resolution resolution = _table.AtProvider($"{provider}/{model}", provider, _timeProvider.GetUtcNow());
        return resolution.Tiers.SelectMany(static tier => tier.All).Select(static entry => entry.Candidate).FirstOrDefault()
            ?? throw new GatewayException(ErrorKind.ModelRetired, resolution.Over?.Text ?? $"The model '{provider}/{model}' cannot be called any more.", "model");
    }

    private Resolution Resolve(IModelRequest asked, Demand demand, RoutingWishes wishes, DateTimeOffset now)
    {
        if (asked.Models is not { Count: > 0 } chain)
        {
            return ResolveOne(asked.Model ?? "", asked, "model", demand, now);
        }

        List<RouteTier> tiers = [];
        List<string> missing = [];
        ModelNotice? over = null;
        for (int i = 0; i < chain.Count; i++)
        {
            Resolution one = ResolveOne(chain[i], asked, $"models[{i}]", demand, now);
            tiers.AddRange(one.Tiers);
            missing.AddRange(one.Missing);
            over ??= one.Over;
        }

        // Who asks for a strategy by name wants it to choose from all of the chain; else the chain's order is what is wanted.
        return wishes.Strategy is null
            ? new Resolution(tiers, missing, now) { Over = over }
            : new Resolution([_table.NewTier([.. tiers.SelectMany(static tier => tier.All)], null, int.MaxValue)], missing, now) { Over = over };
    }

    private Resolution ResolveOne(string name, IModelRequest asked, string param, Demand demand, DateTimeOffset now)
    {
        if (asked.Provider is { } provider)
        {
            return _table.AtProvider(name, provider, now);
        }

        string followed = _table.Follow(name);
        return _table.Find(followed, now)
            ?? (followed == AutoModels.Name ? _auto.Find(asked.TaskType, demand, now) : throw _table.Resolver.NotFound(name, param));
    }

    /// <summary>Keys with the same list share what it stands for. No app has a name with a colon.</summary>
    private AllowList? AllowedByKey(RoutingWishes wishes, DateTimeOffset now)
    {
        IReadOnlyList<string> models = wishes.AllowedModels;
        if (models.Count == 0)
        {
            return null;
        }

        if (_ofApps.Count >= MostLists)
        {
            _ofApps.Clear();
        }

        // An experiment of some apps adds to what the list stands for in these.
        string owner = _experiments.IsEmpty ? "key" : $"key of {wishes.App}";
        return ModelsOf(new AppPolicy { Name = $"{owner}:{string.Join('\n', models)}", AllowedModels = models }, wishes.App, now).Allowed;
    }

    private PolicyModels ModelsOf(AppPolicy policy, string app, DateTimeOffset now)
    {
        if (policy is { Fallbacks.Count: 0, AllowedModels.Count: 0 })
        {
            return PolicyModels.None;
        }

        return _ofApps.TryGetValue(policy.Name, out PolicyModels? known) && now < known.ValidUntil
            ? known
            : _ofApps[policy.Name] = PolicyModels.Of(policy, _table, model => _experiments.TargetsOf(app, model), now);
    }
}
