namespace LlmFunctions.Routing;

/// <summary>The models that an app may call.</summary>
internal sealed class AllowList
{
    private readonly HashSet<string> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _byProvider = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _beginnings = [];

    /// <param name="names">Ids, <c>provider/model</c>, names of routes and aliases, or any of these with <c>*</c> at the end.</param>
    /// <param name="namedCandidates">What a name stands for, if anything that is configured.</param>
    public AllowList(IReadOnlyList<string> names, Func<string, IEnumerable<Candidate>> namedCandidates)
    {
        foreach (string name in names)
        {
            if (name.EndsWith('*'))
            {
                _beginnings.Add(name[..^1]);
            }
            else
            {
                AddName(name, namedCandidates(name));
            }
        }
    }

    public bool Allows(Candidate candidate)
    {
        if (_models.Contains(candidate.Model) || (_byProvider.TryGetValue(candidate.Provider.Name, out HashSet<string>? models) && models.Contains(candidate.Model)))
        {
            return true;
        }

        foreach (string beginning in _beginnings)
        {
            if (candidate.Model.StartsWith(beginning, StringComparison.Ordinal) || BeginsWith(candidate, beginning))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether <c>provider/model</c> begins so.</summary>
    private static bool BeginsWith(Candidate candidate, string beginning)
    {
        string provider = candidate.Provider.Name;
        return beginning.Length > provider.Length
            && beginning[provider.Length] == '/'
            && beginning.StartsWith(provider, StringComparison.OrdinalIgnoreCase)
            && candidate.Model.AsSpan().StartsWith(beginning.AsSpan(provider.Length + 1), StringComparison.Ordinal);
    }

    private void AddName(string name, IEnumerable<Candidate> candidates)
    {
        foreach (Candidate candidate in candidates)
        {
            Add(candidate.Provider.Name, candidate.Model);
        }

        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            _models.Add(name);
        }
        else
        {
            Add(name[..slash], name[(slash + 1)..]);
        }
    }

    private void Add(string provider, string model)
    {
        if (!_byProvider.TryGetValue(provider, out HashSet<string>? models))
        {
            _byProvider.Add(provider, models = new HashSet<string>(StringComparer.Ordinal));
        }

        models.Add(model);
    }
}
