using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>Gathers the candidates of a name, or of several, each of them once.</summary>
internal sealed class ResolutionBuilder(RouteTable table, DateTimeOffset now)
{
    private readonly List<RouteTier> _tiers = [];
    private readonly List<string> _missing = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    // The names that led to the one at hand; a model that is its own replacement would go on forever.
    private readonly List<string> _path = [];
    private DateTimeOffset _validUntil = DateTimeOffset.MaxValue;
    private ModelNotice? _over;

    /// <summary>Whether there is a limited number of names like this, so that what was found may be kept.</summary>
    public bool IsLimited { get; private set; } = true;

    /// <summary>Adds what the name stands for, in tiers of their own; false when it stands for nothing.</summary>
    public bool TryAdd(string name)
    {
        if (table.Resolver.FindExact(name) is { Count: > 0 } exact)
        {
            AddModels(exact);
            return true;
        }

        if (table.AliasOf(name) is { } target)
        {
            bool found = TryAdd(target);
            IsLimited = true;
            return found;
        }

        if (table.RouteOf(name) is { } route)
        {
            AddPool(route.Models, route.Weights, route.Strategy);
            AddEach(route.Fallbacks);
            return true;
        }

        return TryAddVersion(name) || TryAddUnlisted(name);
    }

    /// <summary>Adds models among which a strategy chooses, as one tier.</summary>
    public void AddPool(IReadOnlyList<string> names, IReadOnlyList<double> weights, string? strategy, int most = int.MaxValue)
    {
        List<RouteEntry> entries = [];
        for (int i = 0; i < names.Count; i++)
        {
            // A model at several providers has its share once, not once at each.
            RouteEntry[] served = Entries(names[i]);
            double weight = i < weights.Count ? weights[i] : 1;
            entries.AddRange(served.Select(entry => entry with { Weight = weight / served.Length }));
        }

        Add(entries, strategy, most);
    }

    public void AddEach(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            AddPool([name], [], null);
        }
    }

    public void AddModels(IReadOnlyList<Candidate> candidates, int most = int.MaxValue) => Add([.. candidates.SelectMany(Current)], null, most);

    public Resolution Build() => new(_tiers, _missing, _validUntil) { Over = _over };

    private void Add(List<RouteEntry> entries, string? strategy, int most)
    {
        RouteEntry[] once = [.. entries.Where(entry => _taken.Add(entry.Candidate.ToString()))];
        if (once.Length > 0)
        {
            _tiers.Add(table.NewTier(once, strategy, most));
        }
    }

    /// <summary>The candidates of a name without their tiers.</summary>
    private RouteEntry[] Entries(string name)
    {
        ResolutionBuilder inner = new(table, now);
        inner._path.AddRange(_path);
        if (!inner.TryAdd(name))
        {
            _missing.Add(table.Resolver.WhyNot(name));
            return [];
        }

        _missing.AddRange(inner._missing);
        Limit(inner._validUntil);
        _over ??= inner._over;
        return [.. inner._tiers.SelectMany(static tier => tier.All)];
    }

    /// <summary>A name that nobody serves any more, but of which the settings know what comes instead.</summary>
    private bool TryAddVersion(string name)
    {
        VersionOptions? version = table.Versions.Of(name);
        Limit(ModelVersions.NextChange(version, now));
        if (ModelVersions.NoticeOf(name, version, now) is not { IsOver: true } notice)
        {
            return false;
        }

        Add([.. Replacements(notice)], null, int.MaxValue);
        _over = notice;
        return true;
    }

    private bool TryAddUnlisted(string name)
    {
        if ((table.Resolver.FindQualified(name) ?? table.Resolver.FindByPrefix(name)) is not { } candidate)
        {
            return false;
        }

        IsLimited = ModelResolver.IsListed(candidate);
        AddModels([candidate]);
        return true;
    }

    /// <summary>The candidate as it is to be called at this time: with what is to be said of it, or what takes its place.</summary>
    private IEnumerable<RouteEntry> Current(Candidate candidate)
    {
        VersionOptions? version = table.Versions.Of(candidate);
        Limit(ModelVersions.NextChange(version, now));
        return ModelVersions.NoticeOf(candidate.Model, version, now) switch
        {
            null => [EntryOf(candidate)],
            { IsOver: true } notice => [.. Replacements(notice) is { Length: > 0 } others ? others : [EntryOf(candidate with { Notice = notice with { Replacement = null } })]],
            { } notice => [EntryOf(candidate with { Notice = notice })],
        };
    }

    private RouteEntry[] Replacements(ModelNotice notice)
    {
        if (notice.Replacement is not { } replacement || _path.Contains(notice.Model))
        {
            return [];
        }

        _path.Add(notice.Model);
        RouteEntry[] others = Entries(replacement);
        _path.RemoveAt(_path.Count - 1);
        return [.. others.Select(entry => entry.IsRetired ? entry : entry with { Candidate = entry.Candidate with { Notice = notice } })];
    }

    private void Limit(DateTimeOffset change) => _validUntil = change < _validUntil ? change : _validUntil;

    private static RouteEntry EntryOf(Candidate candidate) => new(candidate, 1, Locality.IsLocal(candidate.Provider));
}
