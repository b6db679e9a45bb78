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

    /// <summary>What was used by those who have given back their shares.</summary>
    public decimal Closed { get; init; }

    public ImmutableSortedDictionary<string, QuotaShare> Shares { get; init; } = ImmutableSortedDictionary.Create<string, QuotaShare>(StringComparer.Ordinal);

    /// <summary>What is known to be used.</summary>
    public decimal Used => Closed + Shares.Values.Sum(static share => share.Spent);

    /// <summary>What is used or could be by those who hold shares.</summary>
    public decimal Taken => Closed + Shares.Values.Sum(static share => share.Taken);

    /// <summary>Books what an instance has used, and grants it more where there is more.</summary>
    public QuotaCounter Exchange(in QuotaExchange exchange)
    {
        decimal hold = Math.Max(exchange.Hold, exchange.Spent);
        decimal others = Taken - (Shares.TryGetValue(exchange.Share, out QuotaShare own) ? own.Taken : 0);
        decimal room = exchange.Limit - others - hold;
        decimal part = exchange.IsWhole ? Math.Floor(room / Parts) : room / Parts;
        decimal grant = exchange.Want <= 0 || room < exchange.Least ? 0 : Math.Min(Math.Min(exchange.Want, room), Math.Max(Math.Max(exchange.Least, exchange.Need), part));
        return this with { Shares = Shares.SetItem(exchange.Share, new QuotaShare(hold + Math.Max(0, grant), exchange.Spent)) };
    }

    /// <summary>Gives back a share: what it has used stays used, the rest is free. A share that is not there was given back before.</summary>
    public QuotaCounter Close(string share, decimal spent) =>
        Shares.ContainsKey(share) ? this with { Closed = Closed + spent, Shares = Shares.Remove(share) } : this;
}
