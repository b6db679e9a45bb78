using System.Collections.Concurrent;
using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>
/// Finds what a name stands for: the exact id of a model, an alias or a route, a version of a model, <c>provider/model</c>,
/// the beginning of a model's name. What was found for a name that is listed somewhere is kept.
/// </summary>
public sealed class RouteTable
{
    private readonly Dictionary<string, RouteOptions> _routes;
    private readonly IReadOnlyDictionary<string, string> _aliases;
    private readonly ModelVersions _versions;
    private readonly ModelResolver _resolver;
    private readonly Random _random;
    private readonly Lock _randomLock = new();
    private readonly ConcurrentDictionary<string, Resolution> _known = new(StringComparer.Ordinal);

    /// <param name="options">The settings, which were validated.</param>
    /// <param name="resolver">Finds the providers of a model.</param>
    /// <param name="random">Where in its turn a route begins; used by one call at a time.</param>
    public RouteTable(RoutingOptions options, ModelResolver resolver, Random random)
    {
        _routes = options.Routes.ToDictionary(static route => route.Name, StringComparer.OrdinalIgnoreCase);
        _aliases = options.Aliases;
        _versions = new ModelVersions(options.Versions);
        _resolver = resolver;
        _random = random;
    }

    /// <summary>The names that the settings give.</summary>
    public IEnumerable<string> Names => _aliases.Keys.Concat(_routes.Keys);

    /// <summary>The name that an alias leads to; any other name itself.</summary>
    internal string Follow(string name)
    {
        // The settings have no circle.
        while (_aliases.TryGetValue(name, out string? target) && _resolver.FindExact(name).Count == 0)
        {
            name = target;
        }

        return name;
    }

    /// <summary>What a name stands for; null when it stands for nothing.</summary>
    internal Resolution? Find(string name, DateTimeOffset now)
    {
        if (_known.TryGetValue(name, out Resolution? known) && now < known.ValidUntil)
        {
            return known;
        }

        ResolutionBuilder builder = new(this, now);
        if (!builder.TryAdd(name))
        {
            return null;
        }

        Resolution resolution = builder.Build();
        if (builder.IsLimited)
        {
            _known[name] = resolution;
        }

        return resolution;
    }

    /// <summary>What several names stand for, one after the other.</summary>
    internal Resolution Combine(IReadOnlyList<string> names, DateTimeOffset now)
    {
        ResolutionBuilder builder = new(this, now);
        builder.AddEach(names);
        return builder.Build();
    }

    /// <summary>The model at the provider that the request names.</summary>
    /// <exception cref="Errors.GatewayException">The provider is not configured.</exception>
    internal Resolution AtProvider(string model, string provider, DateTimeOffset now)
    {
        ResolutionBuilder builder = new(this, now);
        builder.AddModels([_resolver.AtProvider(model, provider)]);
        return builder.Build();
    }

    internal RouteOptions? RouteOf(string name) => _routes.GetValueOrDefault(name);

    internal string? AliasOf(string name) => _aliases.GetValueOrDefault(name);

    internal ModelResolver Resolver => _resolver;

    internal ModelVersions Versions => _versions;

    internal RouteTier NewTier(RouteEntry[] entries, string? strategy, int most)
    {
        RouteTier tier = new(entries, strategy, most);
        if (entries.Length > 1)
        {
            lock (_randomLock)
            {
                tier.BeginAt((uint)_random.Next());
            }
        }

        return tier;
    }
}
