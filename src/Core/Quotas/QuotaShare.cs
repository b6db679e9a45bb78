namespace LlmFunctions.Quotas;

/// <summary>What one instance has of a counter, as totals since it began with it, so that writing the same again changes nothing.</summary>
/// <param name="Granted">What it may use.</param>
/// <param name="Spent">What it has used.</param>
public readonly record struct QuotaShare(decimal Granted, decimal Spent)
{
    /// <summary>The most that it may have under way at once. If it dies, so much may have been used that nobody recorded.</summary>
    public decimal UnderWay { get; init; }

    /// <summary>Since when it has the share.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Until when it may give anything out of it, unless it says so anew.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>What the share takes of the limit, whatever becomes of the instance.</summary>
    public decimal Taken => Math.Max(Granted, Spent);
}
