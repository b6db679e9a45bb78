namespace LlmFunctions.Routing.Strategies;

/// <summary>The strategies that there are.</summary>
internal sealed class RoutingStrategies
{
    /// <summary>The name of the strategy where nothing names one.</summary>
    public const string Default = PriorityStrategy.StrategyName;

    // An older name of one of them.
    private static readonly (string Old, string Name) Synonym = ("cost_based", CostOptimizedStrategy.StrategyName);

    private readonly IRoutingStrategy[] _all;

    /// <param name="random">Decides what is left to chance; used by one call at a time.</param>
    public RoutingStrategies(Random random)
    {
        _all =
        [
            new PriorityStrategy(),
            new CostOptimizedStrategy(),
            new PerformanceFirstStrategy(),
            new LocalFirstStrategy(),
            new RoundRobinStrategy(),
            new WeightedStrategy(random),
            new LeastConnectionsStrategy(),
            new HealthBasedStrategy(),
        ];
    }

    public static IReadOnlyList<string> Names { get; } = [.. new RoutingStrategies(new Random(0))._all.Select(static strategy => strategy.Name)];

    /// <summary>The name as this list has it; null when there is no such strategy.</summary>
    public static string? Canonical(string name) => name.Equals(Synonym.Old, StringComparison.OrdinalIgnoreCase)
        ? Synonym.Name
        : Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IRoutingStrategy Get(string name)
    {
        foreach (IRoutingStrategy strategy in _all)
        {
            if (strategy.Name == name)
            {
                return strategy;
            }
        }

        throw new ArgumentException($"There is no strategy '{name}'.", nameof(name));
    }
}
