namespace LlmFunctions.Quotas;

/// <summary>What an instance tells a counter, and what it asks of it.</summary>
/// <param name="Share">The name of its share.</param>
/// <param name="Spent">All that it has used, as a total.</param>
/// <param name="Hold">All that it must keep, as a total: at least what it has used and what is under way.</param>
/// <param name="Least">The least that is of use beyond that; zero where nothing is asked for.</param>
/// <param name="Want">The most that it asks for beyond that.</param>
/// <param name="Limit">The limit.</param>
/// <param name="IsWhole">Whether the unit has no fractions.</param>
/// <param name="Need">What the call that asks would use, which it gets whole where there is as much.</param>
public readonly record struct QuotaExchange(string Share, decimal Spent, decimal Hold, decimal Least, decimal Want, decimal Limit, bool IsWhole, decimal Need = 0)
{
    /// <summary>The most that it will have under way at once; not more than what it is granted beyond what it has used.</summary>
    public decimal UnderWay { get; init; } = decimal.MaxValue;

    /// <summary>When it tells and asks this.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Until when it may give anything out of its share.</summary>
    public DateTimeOffset Until { get; init; }
}
