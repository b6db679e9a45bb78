using LlmFunctions.Usage;

namespace LlmFunctions.Quotas;

/// <summary>What an attempt may use, reserved of every limit that applies to it. Ends once: settled by what was used, or released.</summary>
internal sealed class QuotaReservation(IReadOnlyList<QuotaPart> parts, long output, long answers, TimeProvider timeProvider)
{
    // A provider that writes on beyond the limit that it was given is let go on by this part of it at a time.
    private const int Extension = 8;
    private const long LeastExtension = 16;

    private int _ended;
    private long _output = output;

    /// <summary>The tokens that each answer may have; null when no hard limit of tokens or money applies.</summary>
    public int? MostOutput { get; } = parts.Any(static part => part.IsHard && part.OutputToken > 0) ? (int)Math.Min(output, int.MaxValue) : null;

    /// <summary>Whether so many tokens of all answers together may be passed on; reserves more where that is needed and there is more.</summary>
    public async ValueTask<bool> AllowsAsync(long received, CancellationToken cancellationToken)
    {
        while (MostOutput is not null && received > _output * answers)
        {
            long more = Math.Max(LeastExtension, _output / Extension);
            if (!await ExtendAsync(more, cancellationToken))
            {
                return false;
            }

            _output += more;
        }

        return true;
    }

    /// <summary>Books what was used.</summary>
    public void Settle(UsageRecord record) => End(part => QuotaNeed.Of(record, part.Rule.Unit));

    /// <summary>There was no attempt.</summary>
    public void Release() => End(static _ => 0);

    /// <summary>How the hard limits stand that count requests or tokens, of each the one that is nearest.</summary>
    public IReadOnlyList<QuotaStatus> Statuses() =>
    [
        .. from part in parts
           where part.IsHard && part.Rule.Unit != QuotaUnit.Money
           group part by part.Rule.Unit into unit
           let nearest = unit.MinBy(static part => part.Allowance.Remaining / Math.Max(1, part.Rule.Limit))
           select new QuotaStatus(unit.Key, nearest.Rule.Limit, nearest.Allowance.Remaining, nearest.Allowance.Key.Period.End - timeProvider.GetUtcNow()),
    ];

    private async ValueTask<bool> ExtendAsync(long tokens, CancellationToken cancellationToken)
    {
        List<(QuotaPart Part, decimal Amount)> extended = [];
        foreach (QuotaPart part in parts.Where(static part => part.IsHard && part.OutputToken > 0))
        {
            decimal amount = tokens * part.OutputToken;
            if (await part.Allowance.ReserveAsync(amount, amount, timeProvider.GetUtcNow(), cancellationToken) is not > 0)
            {
                foreach ((QuotaPart other, decimal given) in extended)
                {
                    other.Allowance.Settle(given, 0);
                }

                return false;
            }

            extended.Add((part, amount));
        }

        foreach ((QuotaPart part, decimal amount) in extended)
        {
            part.Reserved += amount;
        }

        return true;
    }

    private void End(Func<QuotaPart, decimal> used)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            foreach (QuotaPart part in parts)
            {
                part.Allowance.Settle(part.Reserved, used(part));
            }
        }
    }
}
