namespace LlmFunctions.Bench.Comparison;

/// <summary>How often and for how long everything is measured.</summary>
internal sealed record ComparePlan
{
    public static ComparePlan Quick { get; } = new()
    {
        Rounds = 3,
        Turn = TimeSpan.FromSeconds(2),
        WarmUp = TimeSpan.FromSeconds(60),
        Starts = 3,
    };

    public static ComparePlan Full { get; } = new()
    {
        Rounds = 5,
        Turn = TimeSpan.FromSeconds(6),
        WarmUp = TimeSpan.FromSeconds(60),
        Starts = 7,
    };

    /// <summary>In each of them every contender has a turn.</summary>
    public required int Rounds { get; init; }

    public required TimeSpan Turn { get; init; }

    /// <summary>Unmeasured calls of each kind beforehand.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How often each contender is started to see how long that takes.</summary>
    public required int Starts { get; init; }
}
