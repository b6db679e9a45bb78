namespace LlmFunctions.Usage.Reports;

/// <summary>Sums by what they are of.</summary>
internal sealed class UsageSums(UsageDimensions dimensions)
{
    private readonly Dictionary<UsageKey, UsageFigures> _sums = [];

    public IReadOnlyDictionary<UsageKey, UsageFigures> Groups => _sums;

    public void Add(UsageLine line) => Of(UsageKey.Of(line)).Add(line);

    public void Add(UsageSums other)
    {
        foreach ((UsageKey key, UsageFigures figures) in other.Groups)
        {
            Of(key).Add(figures);
        }
    }

    /// <summary>The sum that something belongs to.</summary>
    public UsageFigures Of(UsageKey key)
    {
        UsageKey group = key.Only(dimensions);
        if (!_sums.TryGetValue(group, out UsageFigures? sum))
        {
            _sums.Add(group, sum = new UsageFigures());
        }

        return sum;
    }
}
