using System.Collections.Immutable;

namespace LlmFunctions.Quotas;

/// <summary>
/// The counter of one limit in one window, as all instances share it. Its arithmetic is pure, and each step can be repeated
/// without harm: after a write whose reply was lost it is simply done again.
/// </summary>
public sealed record QuotaCounter
{
    // An instance gets no more of what is left than this part of it: the nearer the limit, the smaller the leases.
    private const int Parts = 8;

    /// <summary>Nothing used.</summary>
    public static QuotaCounter Empty { get; } = new();

    /// <summary>What was used by those who have given back their shares, or died.</summary>
    public decimal Closed { get; init; }

    /// <summary>What those who died had under way: it may have been used, and no record tells.</summary>
    public decimal Lost { get; init; }

    public ImmutableSortedDictionary<string, QuotaShare> Shares { get; init; } = ImmutableSortedDictionary.Create<string, QuotaShare>(StringComparer.Ordinal);

    /// <summary>What is known to be used.</summary>
    public decimal Used => Closed + Shares.Values.Sum(static share => share.Spent);

    /// <summary>What is used or could be by those who hold shares.</summary>
    public decimal Taken => Closed + Lost + Shares.Values.Sum(static share => share.Taken);

    /// <summary>Books what an instance has used, and grants it more where there is more.</summary>
    public QuotaCounter Exchange(in QuotaExchange exchange)
    {
        decimal hold = Math.Max(exchange.Hold, exchange.Spent);
        bool isKnown = Shares.TryGetValue(exchange.Share, out QuotaShare own);
        decimal others = Taken - (isKnown ? own.Taken : 0);
        decimal room = exchange.Limit - others - hold;
        decimal part = exchange.IsWhole ? Math.Floor(room / Parts) : room / Parts;
        decimal grant = exchange.Want <= 0 || room < exchange.Least ? 0 : Math.Min(Math.Min(exchange.Want, room), Math.Max(Math.Max(exchange.Least, exchange.Need), part));
        decimal granted = hold + Math.Max(0, grant);
        QuotaShare share = new(granted, exchange.Spent)
        {
            UnderWay = Math.Min(exchange.UnderWay, granted - exchange.Spent),
            Since = isKnown ? own.Since : exchange.Now,
            Until = exchange.Until,
        };
        return this with { Shares = Shares.SetItem(exchange.Share, share) };
    }

    /// <summary>Gives back a share: what it has used stays used, the rest is free. A share that is not there was given back before.</summary>
    public QuotaCounter Close(string share, decimal spent) =>
        Shares.ContainsKey(share) ? this with { Closed = Closed + spent, Shares = Shares.Remove(share) } : this;

    /// <summary>
    /// Closes the share of an instance that died by what the records say that it used. What it may have had under way stays taken;
    /// the rest is free. What it told itself counts where it is more: not every record could be written.
    /// </summary>
    public QuotaCounter Bury(string share, decimal recorded)
    {
        if (!Shares.TryGetValue(share, out QuotaShare dead))
        {
            return this;
        }

        decimal used = Math.Max(recorded, dead.Spent);
        return this with { Closed = Closed + used, Lost = Lost + Math.Max(0, Math.Min(dead.UnderWay, dead.Granted - used)), Shares = Shares.Remove(share) };
    }
}
