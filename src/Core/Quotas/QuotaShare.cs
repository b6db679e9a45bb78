namespace LlmFunctions.Quotas;

/// <summary>What one instance has of a counter, as totals since it began with it, so that writing the same again changes nothing.</summary>
/// <param name="Granted">What it may use.</param>
/// <param name="Spent">What it has used.</param>
public readonly record struct QuotaShare(decimal Granted, decimal Spent)
{
    /// <summary>What the share takes of the limit, whatever becomes of the instance.</summary>
    public decimal Taken => Math.Max(Granted, Spent);
}
